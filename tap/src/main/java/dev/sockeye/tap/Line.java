package dev.sockeye.tap;

/**
 * How what an endpoint does becomes packets: one for each endpoint, of the kind that suits it. All
 * with the sink's lock held.
 */
abstract class Line {

  /** Records nothing. */
  static final Line NONE =
      new Line() {
        @Override
        void sent(Payload payload) {}

        @Override
        void received(Payload payload) {}

        @Override
        void closed() {}
      };

  /** The endpoint sent bytes or a message. */
  abstract void sent(Payload payload);

  /** The endpoint received bytes or a message. */
  abstract void received(Payload payload);

  /** The endpoint was told that the peer sends no more. */
  void receivedEnd() {}

  /** The endpoint told the peer that it sends no more. */
  void sentEnd() {}

  /** The endpoint was told that the peer broke the connection off. */
  void broken() {}

  /** The endpoint was closed: nothing else is called any more. */
  abstract void closed();
}
