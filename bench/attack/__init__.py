"""A robot that attacks the hosted selfie step: what it holds before the camera, what it sends instead."""
