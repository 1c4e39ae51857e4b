package dev.sockeye;

import java.util.Objects;

/**
 * The name of a piece of ancillary data of a {@link Message}, {@code cmsg(3)}: SCTP's stream
 * number, passed descriptors, credentials. Transports publish theirs as constants. Identity counts,
 * so that a look-up is a comparison of references: two attributes are different even when their
 * names are equal.
 *
 * @param <T> the type of its values
 */
public final class Attribute<T> {

  private final String name;
  private final Class<T> type;

  private final boolean endToEnd;

  private Attribute(String name, Class<T> type, boolean endToEnd) {
    this.name = Objects.requireNonNull(name, "name");
    this.type = Objects.requireNonNull(type, "type");
    this.endToEnd = endToEnd;
  }

  /**
   * Creates an attribute; once, for a constant.
   *
   * @param <T> the type of its values
   * @param name what messages call it, such as {@code SCM_RIGHTS}
   * @param type the type of its values
   * @return the attribute
   */
  public static <T> Attribute<T> of(String name, Class<T> type) {
    return new Attribute<>(name, type, false);
  }

  /**
   * Creates an attribute that is {@linkplain #isEndToEnd end-to-end}; once, for a constant.
   *
   * @param <T> the type of its values
   * @param name what messages call it, such as {@code STREAM_NUMBER}
   * @param type the type of its values
   * @return the attribute
   */
  public static <T> Attribute<T> endToEnd(String name, Class<T> type) {
    return new Attribute<>(name, type, true);
  }

  /**
   * Its name.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  /**
   * The type of its values.
   *
   * @return the type
   */
  public Class<T> type() {
    return type;
  }

  /**
   * Whether the sender says it of the message, wherever that goes: what passes a message on, such
   * as a relay, passes this on with it. What is not belongs to one socket or to its receiver, such
   * as an association, descriptors or credentials.
   *
   * @return whether it goes with the message
   */
  public boolean isEndToEnd() {
    return endToEnd;
  }

  @Override
  public String toString() {
    return name;
  }
}
