"""Measurements that people can repeat: replayed incidents, and the time of a cold start."""
