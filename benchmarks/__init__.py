"""Speed and size of the book, measured and never asserted: `make bench` prints the table and enters it in the README."""
