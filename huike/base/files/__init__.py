"""Tables and blobs streaming in and out, whatever the file is made of."""
