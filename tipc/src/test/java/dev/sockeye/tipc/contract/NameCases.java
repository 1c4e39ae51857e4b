package dev.sockeye.tipc.contract;

import dev.sockeye.Network;
import dev.sockeye.tipc.TipcAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** What sockets of TIPC do wherever they are. */
@Timeout(60)
public abstract class NameCases {

  private Names names;
  private TipcAddress.Service service;

  /** Creates the cases; JUnit does. */
  protected NameCases() {}

  /**
   * Takes a name table.
   *
   * @return that of the sockets under test
   */
  protected abstract Names make();

  @BeforeEach
  final void makeNames() {
    names = make();
    service = names.free();
  }

  @AfterEach
  final void closeNames() {
    if (names != null) {
      names.close();
    }
  }

  /**
   * What opens sockets.
   *
   * @return the network
   */
  protected final Network network() {
    return names.network();
  }

  /**
   * The case's own service.
   *
   * @return the same throughout
   */
  protected final TipcAddress.Service service() {
    return service;
  }
}
