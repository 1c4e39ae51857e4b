package dev.sockeye.posix;

import dev.sockeye.EndpointUri;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The sockets that a service manager passed to this process, {@code sd_listen_fds(3)}: {@code
 * LISTEN_FDS} of them from descriptor 3 on, if {@code LISTEN_PID} is this process, with the names
 * {@code LISTEN_FDNAMES}.
 *
 * @param variables the environment
 * @param pid this process
 */
record Activation(Map<String, String> variables, long pid) {

  private static final int FIRST = 3; // SD_LISTEN_FDS_START

  static Activation ofThisProcess() {
    return new Activation(System.getenv(), ProcessHandle.current().pid());
  }

  /** The descriptor that a URI names: by a name, which has no colon, a place after one, or both. */
  int descriptor(EndpointUri uri) {
    int count = count(uri);
    List<String> names = names();
    String[] nameAndPlace = uri.decodedAddress().split(":", 2);
    String name = nameAndPlace[0];
    int[] found =
        IntStream.range(0, count)
            .filter(i -> name.isEmpty() || name.equals(name(names, i)))
            .toArray();
    if (found.length == 0) {
      throw refused(uri, absent(name, names, count));
    } else if (nameAndPlace.length > 1) {
      return FIRST + found[place(uri, nameAndPlace[1], found.length)];
    } else if (found.length > 1) {
      throw refused(uri, several(uri, found, names));
    }
    return FIRST + found[0];
  }

  private static int place(EndpointUri uri, String digits, int count) {
    int place = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : count;
    if (place >= count) {
      throw refused(
          uri,
          "no socket has the place '"
              + digits
              + "': "
              + (count == 1 ? "there is one, of place 0" : "places go from 0 to " + (count - 1)));
    }
    return place;
  }

  private int count(EndpointUri uri) {
    String count = variables.get("LISTEN_FDS");
    if (count == null) {
      throw refused(
          uri,
          "no sockets were passed, since LISTEN_FDS is not set: start this process as the service"
              + " of a .socket unit, or by systemd-socket-activate");
    }
    requireOurs(uri);
    if (!count.matches("[1-9][0-9]{0,4}")) {
      throw refused(uri, "LISTEN_FDS is '" + count + "', not how many sockets were passed");
    }
    return Integer.parseInt(count);
  }

  private void requireOurs(EndpointUri uri) {
    String listener = variables.get("LISTEN_PID");
    if (!String.valueOf(pid).equals(listener)) {
      throw refused(
          uri,
          "the sockets are for another process: LISTEN_PID is "
              + (listener == null ? "not set" : listener)
              + ", and this one is "
              + pid
              + ": if a script starts it, have the script exec it");
    }
  }

  private List<String> names() {
    String names = variables.get("LISTEN_FDNAMES");
    return names == null ? List.of() : List.of(names.split(":", -1));
  }

  /** As the service manager calls one that was given no name. */
  private static String name(List<String> names, int index) {
    return index < names.size() ? names.get(index) : "unknown";
  }

  private static String absent(String name, List<String> names, int count) {
    return "no socket is named '" + name + "': there are " + list(0, count, names);
  }

  private static String several(EndpointUri uri, int[] found, List<String> names) {
    List<String> all = new ArrayList<>();
    for (int index : found) {
      all.add(list(index, index + 1, names));
    }
    EndpointUri name = uri.withoutOptions();
    String places = name + ":0 to " + name + ":" + (found.length - 1);
    return "there are several: "
        + String.join(", ", all)
        + ": write "
        + (uri.address().isEmpty() ? "systemd:NAME, or " : "")
        + places;
  }

  private static String list(int from, int to, List<String> names) {
    List<String> all = new ArrayList<>();
    for (int i = from; i < to; i++) {
      all.add(name(names, i) + " (descriptor " + (FIRST + i) + ")");
    }
    return String.join(", ", all);
  }

  private static IllegalArgumentException refused(EndpointUri uri, String why) {
    return new IllegalArgumentException(uri + ": " + why);
  }
}
