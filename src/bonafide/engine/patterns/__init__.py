"""Even patterns in pictures, whatever they are of: dots of screens and of print, found in spectra of small squares.

Documents and faces are asked alike; what differs is where the squares lie and what a strength means.
"""
