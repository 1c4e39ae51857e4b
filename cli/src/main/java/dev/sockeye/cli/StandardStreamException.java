package dev.sockeye.cli;

import dev.sockeye.Errno;
import java.io.IOException;

/** Standard input or output failed, which no advice about sockets fits. */
final class StandardStreamException extends IOException {

  private static final long serialVersionUID = 1L;

  StandardStreamException(String stream, IOException cause) {
    super("standard " + stream + ": " + cause.getMessage() + advice(stream, cause), cause);
  }

  private static String advice(String stream, IOException cause) {
    return switch (Errno.of(cause).orElse(Errno.EIO)) {
      case EBADF ->
          stream.equals("output")
              ? ": it is closed, redirect it (>/dev/null)"
              : ": it cannot be read, redirect it (</dev/null)";
      case EPIPE -> ": the program that reads it has ended";
      case ENOSPC -> ": make room on its disk, or write to another";
      default -> "";
    };
  }
}
