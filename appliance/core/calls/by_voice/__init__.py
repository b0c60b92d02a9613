"""Takes calls that come by telephone or by text, and keeps what people say of the place of a call. Pure."""
