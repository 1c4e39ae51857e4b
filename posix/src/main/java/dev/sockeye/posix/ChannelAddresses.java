package dev.sockeye.posix;

/** A socket over a channel of the JDK whose addresses are not the Internet's. */
public interface ChannelAddresses {

  /**
   * How the system writes its addresses.
   *
   * @return the codec
   */
  AddressCodec channelAddresses();
}
