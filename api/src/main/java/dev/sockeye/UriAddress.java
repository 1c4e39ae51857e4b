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

  /**
   * The same in place of another URI's address, which may tell what an address does not know, such
   * as the protocol family of a netlink socket.
   *
   * @param uri the URI that is to have this address
   * @return {@link #uriForm()} unless this is overridden
   */
  default String uriForm(EndpointUri uri) {
    return uriForm();
  }
}
