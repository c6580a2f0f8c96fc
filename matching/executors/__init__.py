"""Where blocks of work run: here, in threads, in processes, or on a cluster; the answers are the same bit by bit."""
