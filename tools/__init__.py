"""What builds, checks and shows the plugin; none of it ships."""
