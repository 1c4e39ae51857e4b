package dev.sockeye.cli;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Recognises the arguments of {@code nc}, and says how they are written here. */
final class Netcat {

  /** Options that have a value; of the others each letter is one. */
  private static final String WITH_VALUE = "ipqswxIMmOPTVWX";

  private static final String PORT = "\\d{1,5}";

  private final List<String> words = new ArrayList<>();
  private final StringBuilder flags = new StringBuilder();
  private String port;

  private Netcat(Deque<String> arguments) {
    while (!arguments.isEmpty()) {
      String word = arguments.remove();
      if (word.matches("-\\w.*")) {
        options(word.substring(1), arguments);
      } else {
        words.add(word);
      }
    }
  }

  private void options(String letters, Deque<String> rest) {
    for (int i = 0; i < letters.length(); i++) {
      char letter = letters.charAt(i);
      flags.append(letter);
      if (WITH_VALUE.indexOf(letter) >= 0) {
        String value = i + 1 < letters.length() ? letters.substring(i + 1) : rest.poll();
        port = letter == 'p' ? value : port;
        return;
      }
    }
  }

  /**
   * The command line that does the same; empty if these are no arguments of {@code nc}.
   *
   * @param arguments those of the whole command line
   */
  static Optional<String> translated(String... arguments) {
    Deque<String> rest = new ArrayDeque<>(List.of(arguments));
    boolean named = arguments.length > 0 && Sockeye.COMMANDS.contains(arguments[0]);
    String command = named ? rest.remove() : "";
    if (named && !command.equals("connect") && !command.equals("listen")) {
      return Optional.empty();
    }
    Netcat nc = new Netcat(rest);
    boolean listens = command.equals("listen") || nc.has('l');
    return nc.uri(listens, named)
        .map(uri -> "sockeye " + (listens ? "listen " : "connect ") + nc.keep(listens) + uri);
  }

  private boolean has(char flag) {
    return flags.indexOf(String.valueOf(flag)) >= 0;
  }

  private String keep(boolean listens) {
    return listens && has('k') ? "--keep " : "";
  }

  private Optional<String> uri(boolean listens, boolean named) {
    String first = words.isEmpty() ? "" : words.get(0);
    if (words.size() == 1 && (has('U') || first.startsWith("/"))) {
      return Optional.of((has('u') ? "unix+dgram:" : "unix:") + first);
    } else if (words.size() == 2 && words.get(1).matches(PORT)) {
      return Optional.of(internet(first, words.get(1)));
    } else if (words.size() == 1 && first.matches("[^:/?]*:" + PORT) && named) {
      return Optional.of(scheme() + first);
    } else if (listens) {
      return listening(first);
    }
    boolean toPort = words.size() == 1 && port != null && port.matches(PORT);
    return toPort ? Optional.of(internet(first, port)) : Optional.empty();
  }

  /** {@code nc -l 8080}, {@code nc -l -p 8080} or {@code nc -l -p 8080 host}. */
  private Optional<String> listening(String first) {
    if (port != null && port.matches(PORT)) {
      return Optional.of(internet(first, port));
    }
    return words.size() == 1 && first.matches(PORT)
        ? Optional.of(internet("", first))
        : Optional.empty();
  }

  private String internet(String host, String number) {
    return scheme() + (host.contains(":") ? "[" + host + "]" : host) + ":" + number;
  }

  private String scheme() {
    String version = has('4') ? "4" : has('6') ? "6" : "";
    return (has('u') ? "udp" : "tcp") + version + "://";
  }
}
