package dev.sockeye;

import java.util.ServiceLoader;

/**
 * The network of this machine, which is loaded on first use, once, so that nothing here needs it.
 */
final class SystemNetwork {

  static final Network NETWORK =
      ServiceLoader.load(Network.class, Network.class.getClassLoader()).iterator().next();

  private SystemNetwork() {}
}
