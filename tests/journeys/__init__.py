"""Makes this folder a package, so that fixtures of the scope "package" end with it."""
