"""What this server says of itself to tools and readers: OpenAPI, AsyncAPI, made of the code."""
