"""What a review feels: by our own lists of words, and by what is learned from labelled ones."""
