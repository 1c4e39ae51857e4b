package dev.sockeye;

/**
 * A socket address that says how it stands in a URI. All that are no class of the JDK do, so that
 * {@link EndpointUri#withAddress} can write them.
 */
public interface UriAddress {

  /**
   * What stands between the scheme's colon and the options.
   *
   * @return such as {@code //2:5000} or {@code @name}, with {@code %XX} where it needs it
   */
  String uriForm();
}
