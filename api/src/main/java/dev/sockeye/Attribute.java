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

  private Attribute(String name, Class<T> type) {
    this.name = name;
    this.type = type;
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
    return new Attribute<>(
        Objects.requireNonNull(name, "name"), Objects.requireNonNull(type, "type"));
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

  @Override
  public String toString() {
    return name;
  }
}
