package dev.sockeye.unix;

import dev.sockeye.Addresses;
import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.SocketErrnoException;
import dev.sockeye.SocketSpec;
import dev.sockeye.posix.Abi;
import dev.sockeye.posix.AddressCodec;
import dev.sockeye.posix.Bindings;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.Arrays;

/** Addresses of the UNIX domain: out of URIs, and to and from {@code struct sockaddr_un}. */
final class UnixAddresses {

  /** What a socket without a name has. */
  static final UnixDomainSocketAddress UNNAMED = UnixDomainSocketAddress.of("");

  /** More than any system's {@code sockaddr_un}, since one without a NUL at its end is longer. */
  static final int SOCKADDR_SIZE = 128;

  static final int AF_UNIX = 1;

  private static final int PATH_AT = 2;

  /** The bytes of {@code sun_path}, with the NUL that ends it. */
  static final int PATH_MAX = Abi.isLinux() ? 108 : 104;

  private static final int JDK_MOST = PATH_MAX - 2;

  /** For native sockets. */
  static final AddressCodec CODEC =
      new AddressCodec() {
        @Override
        public int size() {
          return SOCKADDR_SIZE;
        }

        @Override
        public void check(String operation, SocketAddress address) throws IOException {
          UnixAddresses.check(operation, address);
        }

        @Override
        public int write(SocketAddress address, ByteBuffer into, int at) {
          return UnixAddresses.write(address, into, at);
        }

        @Override
        public SocketAddress read(ByteBuffer from, int at, int length) {
          return UnixAddresses.read(from, at, length);
        }

        @Override
        public SocketAddress unnamed() {
          return UNNAMED;
        }

        @Override
        public SocketAddress parse(SocketSpec<?> spec, EndpointUri uri, boolean passive) {
          return UnixAddresses.parse(uri);
        }
      };

  /** How the JDK encodes file names. */
  private static final Charset FILE_NAMES = fileNames();

  private UnixAddresses() {}

  /** {@code @name} or a path. */
  static SocketAddress parse(EndpointUri uri) {
    byte[] bytes = uri.addressBytes();
    if (uri.address().startsWith("@")) {
      return abstractName(uri, Arrays.copyOfRange(bytes, 1, bytes.length));
    }
    String path = uri.decodedAddress();
    refuseForeign(uri, path);
    try {
      return UnixDomainSocketAddress.of(path);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(uri + ": " + whyNot(path, e), e);
    }
  }

  private static String whyNot(String path, InvalidPathException e) {
    return FILE_NAMES.newEncoder().canEncode(path)
        ? e.getReason() + ": a path cannot have this character"
        : "file names are in "
            + FILE_NAMES
            + " here, which lacks one of its characters: use a UTF-8 locale (LC_ALL=C.UTF-8)";
  }

  /** D-Bus writes addresses so, which are no paths that anybody means. */
  private static void refuseForeign(EndpointUri uri, String path) {
    if (path.startsWith("abstract=") || path.startsWith("path=")) {
      String name = path.substring(path.indexOf('=') + 1);
      String ours = uri.scheme() + (path.startsWith("a") ? ":@" : ":") + name;
      throw new IllegalArgumentException(
          uri
              + ": that is how D-Bus writes it: write "
              + ours
              + ", or ./ before a path of that name");
    }
  }

  private static SocketAddress abstractName(EndpointUri uri, byte[] name) {
    try {
      return AbstractAddress.of(name);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(uri + ": " + e.getMessage(), e);
    }
  }

  static boolean isPath(SocketAddress address) {
    return address instanceof UnixDomainSocketAddress unix && !unix.getPath().toString().isEmpty();
  }

  /** Refuses {@link Unix#MODE} for a name that is no file, which anybody may connect to. */
  static void requireFile(SocketAddress address) {
    if (address instanceof AbstractAddress) {
      throw new UnsupportedOperationException(
          "MODE is for the file of a socket, and "
              + address
              + " is none: leave it out, or bind to a path; ALLOW_UID says who may connect");
    }
  }

  /**
   * Refuses an address of another domain and a path that is too long, the same for all systems'
   * calls, which would tell less.
   */
  static SocketAddress check(String operation, SocketAddress address) throws IOException {
    if (address instanceof UnixDomainSocketAddress unix && !fitsJdk(unix)) {
      int most = Bindings.unavailable().isPresent() ? JDK_MOST : PATH_MAX - 1;
      int length = pathBytes(unix).length;
      if (length > most) {
        throw tooLong(operation, unix, length, most);
      }
    } else if (address != null
        && !(address instanceof UnixDomainSocketAddress)
        && !(address instanceof AbstractAddress)) {
      throw new UnsupportedAddressTypeException();
    } else if (address instanceof AbstractAddress && Abi.CURRENT != null && !Abi.isLinux()) {
      throw new UnsupportedOperationException("only Linux has abstract names");
    }
    return address;
  }

  /** Tells whether the JDK takes a path: of all that would fit it leaves one byte unused. */
  static boolean fitsJdk(UnixDomainSocketAddress address) {
    return pathBytes(address).length <= JDK_MOST;
  }

  private static SocketErrnoException tooLong(
      String operation, UnixDomainSocketAddress address, int length, int most) {
    String message =
        String.format(
            "%s unix %s: the path has %d bytes and %d is the most: use a shorter or a relative"
                + " path, or an abstract name such as @name (ENAMETOOLONG)",
            operation, Addresses.format(address), length, most);
    return new SocketErrnoException(message, Errno.ENAMETOOLONG);
  }

  /** Writes a {@code sockaddr_un} and gives its length; {@code null} is the one that autobinds. */
  static int write(SocketAddress address, ByteBuffer into, int at) {
    byte[] path = sunPath(address);
    Abi.CURRENT.putFamily(into, at, AF_UNIX, PATH_AT + path.length);
    into.put(at + PATH_AT, path);
    return PATH_AT + path.length;
  }

  /** Length matters: an abstract name ends where it ends, a path with its NUL. */
  private static byte[] sunPath(SocketAddress address) {
    if (address instanceof AbstractAddress abstractAddress) {
      byte[] name = abstractAddress.name();
      byte[] path = new byte[name.length + 1];
      System.arraycopy(name, 0, path, 1, name.length);
      return path;
    } else if (address instanceof UnixDomainSocketAddress unix && isPath(unix)) {
      byte[] path = pathBytes(unix);
      return Arrays.copyOf(path, path.length + 1);
    }
    return new byte[0];
  }

  /**
   * Reads a {@code sockaddr_un}; {@code null} for a socket without a name, or with one that this
   * JVM has no text for.
   */
  static SocketAddress read(ByteBuffer from, int at, int length) {
    return readPath(from, at + PATH_AT, Math.min(length, SOCKADDR_SIZE) - PATH_AT);
  }

  /** As {@link #read}, of what follows the family, {@code sun_path}. */
  static SocketAddress readPath(ByteBuffer from, int at, int size) {
    if (size <= 0) {
      return null;
    }
    byte[] path = new byte[size];
    from.get(at, path);
    if (path[0] == 0) {
      return Abi.isLinux() ? AbstractAddress.of(Arrays.copyOfRange(path, 1, size)) : null;
    }
    int end = 0;
    while (end < size && path[end] != 0) {
      end++;
    }
    return pathOf(ByteBuffer.wrap(path, 0, end));
  }

  /** Bytes that are no text in the encoding of file names make no path that could be answered. */
  private static SocketAddress pathOf(ByteBuffer bytes) {
    try {
      return UnixDomainSocketAddress.of(FILE_NAMES.newDecoder().decode(bytes).toString());
    } catch (CharacterCodingException | InvalidPathException e) {
      return null;
    }
  }

  static byte[] pathBytes(UnixDomainSocketAddress address) {
    return address.getPath().toString().getBytes(FILE_NAMES);
  }

  static byte[] pathBytes(String path) {
    return path.getBytes(FILE_NAMES);
  }

  private static Charset fileNames() {
    String name = System.getProperty("sun.jnu.encoding");
    return name != null && Charset.isSupported(name)
        ? Charset.forName(name)
        : StandardCharsets.UTF_8;
  }
}
