"""What the tests stand on: databases, servers, browsers."""
