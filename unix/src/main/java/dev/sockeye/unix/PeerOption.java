package dev.sockeye.unix;

import dev.sockeye.EndpointPair;
import dev.sockeye.Errno;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.posix.Abi;
import dev.sockeye.posix.Bindings;
import dev.sockeye.posix.DescriptorCalls;
import dev.sockeye.posix.Memory;
import dev.sockeye.posix.NativeEndpoint;
import dev.sockeye.posix.NativeSocket;
import dev.sockeye.posix.OptionTable;
import java.io.IOException;
import java.lang.ref.Reference;
import java.net.SocketOption;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the system tells of the peer of a socket; {@code null} where there is none.
 *
 * @param <T> its type
 */
final class PeerOption<T> implements OptionTable.Row<T> {

  /** In the order in which they are to be shown. */
  static final Map<SocketOption<?>, PeerOption<?>> ALL = all();

  // Of Linux.
  private static final int SO_PEERSEC = 31;
  private static final int SO_PEERGROUPS = 59;
  private static final int SO_PEERPIDFD = 77;
  private static final int ERANGE = 34;
  private static final int ENODATA = 61;
  private static final int FIRST_SIZE = 256; // grown as the system says

  private final SocketOption<T> name;
  private final Question<T> question;

  @FunctionalInterface
  private interface Question<T> {
    T ask(int fd) throws IOException;
  }

  private PeerOption(SocketOption<T> name, Question<T> question) {
    this.name = name;
    this.question = question;
  }

  private static Map<SocketOption<?>, PeerOption<?>> all() {
    Map<SocketOption<?>, PeerOption<?>> all = new LinkedHashMap<>();
    add(all, Unix.PEER_CREDENTIALS, PeerCredentials::of);
    if (Abi.isLinux()) {
      add(all, Unix.SO_PEERGROUPS, PeerOption::groups);
      add(all, Unix.SO_PEERSEC, PeerOption::label);
      add(all, Unix.SO_PEERPIDFD, PeerOption::process);
    }
    return all;
  }

  private static <T> void add(
      Map<SocketOption<?>, PeerOption<?>> all, SocketOption<T> name, Question<T> question) {
    all.put(name, new PeerOption<>(name, question));
  }

  @SuppressWarnings("unchecked") // put in with its name
  static <T> PeerOption<T> of(SocketOption<T> name) {
    return (PeerOption<T>) ALL.get(name);
  }

  /** Those that this system has, found out by asking. */
  static Set<SocketOption<?>> present() {
    return Present.NAMES;
  }

  private static final class Present {

    static final Set<SocketOption<?>> NAMES = names();

    private static Set<SocketOption<?>> names() {
      Set<SocketOption<?>> names = new LinkedHashSet<>(ALL.keySet());
      if (Bindings.unavailable().isEmpty()) {
        names.removeIf(Present::isMissing);
      }
      return names;
    }

    private static boolean isMissing(SocketOption<?> name) {
      try (EndpointPair<StreamEndpoint> pair = Network.system().pair(Unix.STREAM)) {
        if (pair.first().getOption(name) instanceof Descriptors process) {
          process.close();
        }
        return false;
      } catch (UnsupportedOperationException e) {
        return true;
      } catch (IOException e) {
        return false; // that is told to who reads it
      }
    }
  }

  @Override
  public boolean isPresent() {
    return present().contains(name);
  }

  OptionTable addTo(OptionTable table) {
    return table.with(name, this);
  }

  /** Asks of a descriptor. */
  T of(int fd) throws IOException {
    return question.ask(fd);
  }

  @Override
  public T get(NativeSocket<?> socket) throws IOException {
    if (!(socket instanceof NativeEndpoint<?> endpoint) || !endpoint.isConnected()) {
      return null;
    }
    Answer<T> answer = new Answer<>();
    socket.tryControl(
        fd -> {
          answer.value = question.ask(fd);
          return 0;
        });
    return answer.value;
  }

  private static final class Answer<T> {
    T value;
  }

  private static GroupIds groups(int fd) throws IOException {
    Memory answer = ask(fd, "SO_PEERGROUPS", SO_PEERGROUPS, "Linux has it since 4.13");
    if (answer == null) {
      return null;
    }
    Set<Long> groups = new TreeSet<>();
    for (int at = 0; at < length(answer); at += 4) {
      groups.add(Integer.toUnsignedLong(answer.getInt(at)));
    }
    return new GroupIds(groups);
  }

  /** Some modules count the NUL that ends it, and some do not. */
  private static String label(int fd) throws IOException {
    Memory answer = ask(fd, "SO_PEERSEC", SO_PEERSEC, "no security module labels sockets");
    if (answer == null) {
      return null;
    }
    byte[] label = new byte[length(answer)];
    answer.bytes.get(0, label);
    return new String(label, StandardCharsets.UTF_8).replace("\0", "");
  }

  private static Descriptors process(int fd) throws IOException {
    Memory answer = ask(fd, "SO_PEERPIDFD", SO_PEERPIDFD, "Linux has it since 6.5");
    return answer == null ? null : Descriptors.adopt(answer.getInt(0));
  }

  private static int length(Memory answer) {
    return answer.getInt(answer.size() - 4);
  }

  /** Gives the answer, whose length is its last word; {@code null} if there is no peer. */
  private static Memory ask(int fd, String name, int number, String lacking) throws IOException {
    Memory answer = Memory.allocate(FIRST_SIZE + 4);
    int result;
    while ((result = ask(fd, number, answer)) == -ERANGE) {
      answer = Memory.allocate(((length(answer) + 3) & -4) + 4);
    }
    if (result == -Errno.ENOPROTOOPT.number()) {
      throw new UnsupportedOperationException(name + " is not to be had here: " + lacking);
    } else if (result < 0 && result != -ENODATA) {
      throw DescriptorCalls.failure("getsockopt " + name, result);
    }
    return result == 0 ? answer : null;
  }

  private static int ask(int fd, int number, Memory answer) {
    int size = answer.size() - 4;
    answer.putInt(size, size);
    try {
      long at = answer.address;
      return Bindings.libc().getsockopt(fd, Abi.CURRENT.solSocket(), number, at, at + size);
    } finally {
      Reference.reachabilityFence(answer);
    }
  }
}
