// TextEncoders
