"""One module a kind of platform; `registry` lists them."""
