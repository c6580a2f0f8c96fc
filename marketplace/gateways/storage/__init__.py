"""The places where files can be kept: a folder of this machine, or a bucket that speaks S3."""
