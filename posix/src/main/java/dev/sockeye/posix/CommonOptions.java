package dev.sockeye.posix;

import dev.sockeye.EndpointOptions;
import dev.sockeye.posix.OptionTable.Form;
import java.net.StandardSocketOptions;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/** The options of every socket. */
final class CommonOptions implements Supplier<OptionTable> {

  @Override
  public OptionTable get() {
    return OptionTable.NONE
        .with(EndpointOptions.SO_RCVTIMEO, new SocketTimeout(true))
        .with(EndpointOptions.SO_SNDTIMEO, new SocketTimeout(false))
        .with(StandardSocketOptions.SO_RCVBUF, size(Abi::soRcvbuf))
        .with(StandardSocketOptions.SO_SNDBUF, size(Abi::soSndbuf));
  }

  /** Of level {@code SOL_SOCKET}, whose numbers systems disagree about. */
  private static SystemOption<Integer> size(ToIntFunction<Abi> number) {
    return new SystemOption<>(Abi::solSocket, number, Form.DOUBLED, () -> true);
  }
}
