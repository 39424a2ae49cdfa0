"""What the Word templates are made from: styles, page furniture, blocks, and the words of each template."""
