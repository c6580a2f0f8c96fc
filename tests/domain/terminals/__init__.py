"""What contracts say, and when they may be approved."""
