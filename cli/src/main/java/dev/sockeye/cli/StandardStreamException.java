package dev.sockeye.cli;

import java.io.IOException;

/** Standard input or output failed, which no advice about sockets fits. */
final class StandardStreamException extends IOException {

  private static final long serialVersionUID = 1L;

  StandardStreamException(String stream, IOException cause) {
    super("standard " + stream + ": " + cause.getMessage() + advice(stream), cause);
  }

  private static String advice(String stream) {
    return stream.equals("output")
        ? ": the program that reads it has ended, or its disk is full"
        : "";
  }
}
