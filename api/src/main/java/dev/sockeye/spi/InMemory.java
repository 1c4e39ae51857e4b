package dev.sockeye.spi;

/**
 * What has a transport's sockets in memory: the network of {@code sockeye-memory} has its schemes
 * then, so that code which uses them is unit-tested without what the real ones need. It is found by
 * {@link java.util.ServiceLoader}, as {@link Transport} is; one class may be both.
 */
public interface InMemory {

  /**
   * Makes the sockets of one network: they meet one another, and none of another network.
   *
   * @return a transport with the schemes and specifications of the real one
   */
  Transport inMemory();
}
