"""What do applications look like to programs?"""
