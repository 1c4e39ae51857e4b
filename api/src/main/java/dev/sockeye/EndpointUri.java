package dev.sockeye;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.NotYetBoundException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * Where an endpoint is, as a string that can stand in a configuration.
 *
 * <pre>
 * scheme ":" [ address ] [ "?" option "=" value { "&amp;" option "=" value } ]
 *
 * tcp://127.0.0.1:5000     tcp://[::1]:5000?TCP_NODELAY=false     tcp://:5000
 * unix:/run/a.sock?mode=0600&amp;BACKLOG=64     unix:@abstract     unix:relative/path
 * fd:3     systemd:     systemd:web
 * </pre>
 *
 * <p>Options are the socket options by their names, in any case; values take units ({@code 64k},
 * {@code 5s}). Here only the form is checked; which addresses and options there are, the transport
 * says when the URI is used. In an option's value, and in the address of transports that use paths
 * or names, a character may be written as {@code %} and two hexadecimal digits of its UTF-8 bytes:
 * {@code %3F} for {@code ?}, {@code %25} for {@code %}.
 *
 * <p>Immutable; equal when the texts are, schemes in any case (RFC 3986 section 3.1). The static
 * {@link #valueOf(String)} lets Spring Boot, MicroProfile Config and picocli convert configuration
 * strings.
 */
public final class EndpointUri {

  private static final String FORM = "write SCHEME:ADDRESS, such as tcp://host:port or unix:/path";

  private final String text;
  private final String scheme;
  private final String address;
  private final Map<String, String> options;

  private EndpointUri(String text, String scheme, String address, Map<String, String> options) {
    this.text = text;
    this.scheme = scheme;
    this.address = address;
    this.options = Collections.unmodifiableMap(options);
  }

  /**
   * Parses a URI.
   *
   * @param text the text; space around it is ignored
   * @return the URI
   * @throws IllegalArgumentException if the text does not have this form; the message says what is
   *     wrong and what to write
   */
  public static EndpointUri valueOf(String text) {
    String trimmed = text.strip();
    if (trimmed.isEmpty()) {
      throw new IllegalArgumentException(
          "no URI was given: write one such as tcp://127.0.0.1:5000");
    }
    rejectControlCharacters(trimmed);
    int colon = trimmed.indexOf(':');
    if (colon < 0 || !UriName.is(trimmed.substring(0, colon), "+.-")) {
      throw new IllegalArgumentException(trimmed + ": " + noScheme(trimmed, colon));
    }
    int question = trimmed.indexOf('?', colon);
    int end = question < 0 ? trimmed.length() : question;
    String address = trimmed.substring(colon + 1, end);
    Map<String, String> options =
        question < 0 ? Map.of() : parseOptions(trimmed, trimmed.substring(question + 1));
    String scheme = trimmed.substring(0, colon).toLowerCase(Locale.ROOT);
    return new EndpointUri(trimmed, scheme, address, options);
  }

  /**
   * Looks a URI up in a configuration: {@code configured("thermometer", properties::getProperty)},
   * {@code configured("THERMOMETER", System::getenv)}.
   *
   * @param key under which key it stands there
   * @param configuration gives the text for a key, {@code null} if there is none
   * @return the URI
   * @throws IllegalArgumentException if there is none, or the text does not have the form of a URI;
   *     the message names the key, and says what is wrong and what to write
   */
  public static EndpointUri configured(String key, UnaryOperator<String> configuration) {
    String text = configuration.apply(key);
    if (text == null) {
      throw new IllegalArgumentException(
          key + " is not set: write a URI such as tcp://127.0.0.1:5000");
    }
    try {
      return valueOf(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
    }
  }

  /**
   * The scheme.
   *
   * @return the scheme in lower case, without the colon
   */
  public String scheme() {
    return scheme;
  }

  /**
   * What stands between the scheme's colon and the options, as it was written.
   *
   * @return such as {@code //127.0.0.1:5000} or {@code /run/a.sock}; empty if nothing stands there,
   *     as in {@code systemd:}
   */
  public String address() {
    return address;
  }

  /**
   * The address with {@code %XX} resolved, as UTF-8.
   *
   * @return the text
   * @throws IllegalArgumentException if a {@code %} is not followed by two hexadecimal digits, or
   *     the bytes are not UTF-8
   */
  public String decodedAddress() {
    return text(text, addressBytes());
  }

  /**
   * The address with {@code %XX} resolved, for names that are bytes rather than text.
   *
   * @return a new array
   * @throws IllegalArgumentException if a {@code %} is not followed by two hexadecimal digits
   */
  public byte[] addressBytes() {
    return decode(text, address);
  }

  /**
   * The options, names in upper case and values with {@code %XX} resolved, in the order in which
   * they stand.
   *
   * @return an unmodifiable map
   */
  public Map<String, String> options() {
    return options;
  }

  /**
   * This URI with one more option, or another value of it.
   *
   * @param name the option's name
   * @param value its value, as text
   * @return a new URI
   * @throws IllegalArgumentException if the name cannot be an option's
   */
  public EndpointUri withOption(String name, String value) {
    Map<String, String> changed = new LinkedHashMap<>(options);
    changed.put(checkOption(text, name), Objects.requireNonNull(value, "value"));
    return with(address, changed);
  }

  /**
   * This URI without an option.
   *
   * @param name the option's name, in any case
   * @return a new URI, or this one if it has no such option
   */
  public EndpointUri withoutOption(String name) {
    Map<String, String> changed = new LinkedHashMap<>(options);
    return changed.remove(name.toUpperCase(Locale.ROOT)) == null ? this : with(address, changed);
  }

  /**
   * This URI without any option: the bare scheme and address.
   *
   * @return a new URI, or this one if it has no options
   */
  public EndpointUri withoutOptions() {
    return options.isEmpty() ? this : with(address, Map.of());
  }

  /**
   * This URI with another address, such as the one that a listener was given when it was bound to
   * port 0.
   *
   * @param address an Internet or UNIX domain address, or a {@link UriAddress}
   * @return a new URI
   * @throws IllegalArgumentException if it is another one
   */
  public EndpointUri withAddress(SocketAddress address) {
    if (address instanceof InetSocketAddress inet) {
      return with("//" + Addresses.hostPort(inet), options);
    } else if (address instanceof UnixDomainSocketAddress unix) {
      String path = encode(unix.getPath().toString());
      return with(path.startsWith("@") ? "%40" + path.substring(1) : path, options);
    }
    return with(uriForm(address), options);
  }

  /**
   * This URI with the address of a socket that was bound by it, its options kept: where a listener
   * is, to tell others or to listen there again. Several addresses of one SCTP socket stand side by
   * side.
   *
   * @param socket the listener or endpoint, bound
   * @return a new URI
   * @throws IllegalArgumentException if its address has no form in a URI
   * @throws java.nio.channels.NotYetBoundException if it is not bound
   * @throws IOException if it is closed, or the system cannot be asked
   */
  public EndpointUri withAddressOf(Pollable socket) throws IOException {
    SocketAddress local = socket.getLocalAddress();
    if (local == null) {
      throw new NotYetBoundException();
    }
    List<InetSocketAddress> all = addresses(socket);
    if (all.size() < 2 || ((InetSocketAddress) local).getAddress().isAnyLocalAddress()) {
      return withAddress(local);
    }
    return with("//" + Addresses.hostPorts(all), options);
  }

  private static List<InetSocketAddress> addresses(Pollable socket) throws IOException {
    try {
      return socket.unwrap(SeveralAddresses.class).getLocalAddresses();
    } catch (UnsupportedOperationException e) {
      return List.of(); // It has one.
    }
  }

  private String uriForm(SocketAddress address) {
    if (address instanceof UriAddress other) {
      return other.uriForm(this);
    }
    throw new IllegalArgumentException(
        address + " has no form in a URI: its " + address.getClass() + " is no UriAddress");
  }

  private EndpointUri with(String newAddress, Map<String, String> newOptions) {
    StringBuilder made = new StringBuilder(scheme).append(':').append(newAddress);
    char separator = '?';
    for (Map.Entry<String, String> option : newOptions.entrySet()) {
      made.append(separator).append(option.getKey()).append('=').append(encode(option.getValue()));
      separator = '&';
    }
    return new EndpointUri(made.toString(), scheme, newAddress, newOptions);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EndpointUri uri
        && scheme.equals(uri.scheme)
        && afterScheme().equals(uri.afterScheme());
  }

  @Override
  public int hashCode() {
    return 31 * scheme.hashCode() + afterScheme().hashCode();
  }

  private String afterScheme() {
    return text.substring(scheme.length());
  }

  /** The text that was parsed. */
  @Override
  public String toString() {
    return text;
  }

  private static Map<String, String> parseOptions(String uri, String query) {
    Map<String, String> options = new LinkedHashMap<>();
    for (String option : query.split("&", -1)) {
      int equals = option.indexOf('=');
      if (equals <= 0) {
        throw new IllegalArgumentException(
            uri
                + ": option '"
                + option
                + "' has no "
                + (equals < 0 ? "value" : "name")
                + ": write NAME=VALUE, joined by & (and a ? in the address as %3F, a & in a value"
                + " as %26)");
      }
      String name = checkOption(uri, option.substring(0, equals));
      String value = text(uri, decode(uri, option.substring(equals + 1)));
      if (options.put(name, value) != null) {
        throw new IllegalArgumentException(
            uri + ": option " + name + " is given twice: leave one of them");
      }
    }
    return options;
  }

  private static String checkOption(String uri, String name) {
    if (!UriName.is(name, "_.-")) {
      throw new IllegalArgumentException(
          uri + ": '" + name + "' is no option's name: write NAME=VALUE, joined by &");
    }
    return name.toUpperCase(Locale.ROOT);
  }

  /** What a configuration file easily brings along, quotes or a byte order mark, is named. */
  private static String noScheme(String text, int colon) {
    for (int i = 0; i < colon; i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\'' || c == '`' || c > '~') {
        return String.format(
            Locale.ROOT, "the character '%c' (U+%04X) cannot be in a scheme: %s", c, (int) c, FORM);
      }
    }
    return "no scheme: " + FORM;
  }

  private static void rejectControlCharacters(String text) {
    for (int i = 0, c; i < text.length(); i += Character.charCount(c)) {
      c = text.codePointAt(i);
      if (Character.isISOControl(c)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "the URI has a control character at position %d: write it as %%%02X",
                i,
                c));
      } else if (Character.getType(c) == Character.SURROGATE) {
        throw new IllegalArgumentException(
            "the URI has one half of a character (a surrogate) at position "
                + i
                + ", which has no UTF-8 form: write both");
      }
    }
  }

  private static byte[] decode(String uri, String encoded) {
    byte[] bytes = encoded.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != '%') {
        decoded.write(bytes[i]);
        continue;
      }
      int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
      int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        throw new IllegalArgumentException(
            uri
                + ": a % must be followed by two hexadecimal digits: write %25 for the character"
                + " %");
      }
      decoded.write((high << 4) | low);
      i += 2;
    }
    return decoded.toByteArray();
  }

  private static String text(String uri, byte[] utf8) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          uri + ": the bytes written as %XX are no text in UTF-8: write %C3%BC for \u00fc", e);
    }
  }

  /**
   * Writes text so that it stands for itself in the address of a URI or in the value of an option:
   * what has a meaning there, as {@code %XX}.
   *
   * @param text the text
   * @return what {@link #decodedAddress} gives back as it was
   */
  public static String encode(String text) {
    StringBuilder encoded = new StringBuilder(text.length());
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (b == '%' || b == '?' || b == '&' || b <= ' ' || b == 0x7f) {
        encoded.append(String.format(Locale.ROOT, "%%%02X", b & 0xff));
      } else {
        encoded.append((char) b);
      }
    }
    return encoded.toString();
  }
}
