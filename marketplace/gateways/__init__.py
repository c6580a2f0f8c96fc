"""The doors to the outside world: mail, files and the job queue."""
