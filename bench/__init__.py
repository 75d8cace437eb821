"""What a page costs, on a full site: the tool that answers questions about speed. See README.md."""
