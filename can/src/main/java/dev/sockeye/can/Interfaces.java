package dev.sockeye.can;

import dev.sockeye.posix.Bindings;
import dev.sockeye.posix.NetworkInterfaces;
import java.io.IOException;

/** Interfaces as addresses write them: {@link NetworkInterfaces}, and all of them. */
final class Interfaces {

  /** As candump calls all of them. */
  static final String ANY = "any";

  private Interfaces() {}

  /** The index of the interface of that name. */
  static int index(String name) throws IOException {
    Bindings.unavailable()
        .ifPresent(
            why -> {
              throw new UnsupportedOperationException(why);
            });
    return NetworkInterfaces.index(name);
  }

  /** The name of the interface of that index: {@code #3} if it has none, {@link #ANY} of 0. */
  static String name(int index) {
    if (index == 0) {
      return ANY;
    } else if (Bindings.unavailable().isPresent()) {
      return "#" + index;
    }
    try {
      return NetworkInterfaces.name(index);
    } catch (IOException e) {
      return "#" + index; // it is gone
    }
  }
}
