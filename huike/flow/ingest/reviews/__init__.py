"""What shoppers wrote of products: figures in the warehouse, words sealed in the database."""
