"""What an operator sees: figures, how late the loop is, whether the server is ready."""
