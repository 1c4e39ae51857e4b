/**
 * The contract of Sockeye's sockets as test cases: a transport proves itself by extending these
 * classes.
 *
 * <p>What a transport has to say is how its sockets are made, once, in a {@link
 * dev.sockeye.testkit.StreamFixture} or a {@link dev.sockeye.testkit.MessageFixture}:
 *
 * <pre>{@code
 * final class AcmeFixtures {
 *   static StreamFixture stream() {
 *     return new StreamFixture(Network.system(), Acme.STREAM, "acme", AcmeFixtures::freeAddress)
 *         .without(Capability.RESET, "ACME has no abortive close");
 *   }
 * }
 * }</pre>
 *
 * <p>Each part of the contract is then a class of one line:
 *
 * <pre>{@code
 * class AcmeStreamContractTest extends StreamContract {
 *   @Override
 *   protected StreamFixture fixture() {
 *     return AcmeFixtures.stream();
 *   }
 * }
 * }</pre>
 *
 * <p>The parts for streams are {@link dev.sockeye.testkit.StreamContract}, {@link
 * dev.sockeye.testkit.ListenerContract}, {@link dev.sockeye.testkit.StreamTimeoutContract}, {@link
 * dev.sockeye.testkit.StreamCloseContract}, {@link dev.sockeye.testkit.StreamPeerContract}, {@link
 * dev.sockeye.testkit.ConcurrencyContract}, {@link dev.sockeye.testkit.NonBlockingContract}, {@link
 * dev.sockeye.testkit.OptionContract}, {@link dev.sockeye.testkit.ErrorContract} and {@link
 * dev.sockeye.testkit.ResourceContract}; those for messages are {@link
 * dev.sockeye.testkit.MessageContract}, {@link dev.sockeye.testkit.MessageTimeoutContract}, {@link
 * dev.sockeye.testkit.MessageCloseContract}, {@link dev.sockeye.testkit.MessageSocketContract}, and
 * either {@link dev.sockeye.testkit.MessageConnectionContract} or {@link
 * dev.sockeye.testkit.DatagramContract}.
 *
 * <p>Where not any bytes are a message, or what arrives looks different from what was sent, the
 * fixture is given a {@link dev.sockeye.testkit.MessageForm}, which makes messages of the
 * contract's texts and gets the texts back.
 *
 * <p>A case that a transport cannot run is skipped only because its fixture lacks a {@link
 * dev.sockeye.testkit.Capability}, and the reason that the fixture gives is printed. No case can
 * hang: past its {@link dev.sockeye.testkit.TimeLimit} the {@link dev.sockeye.testkit.Watchdog}
 * fails it and tells where it hung. Cases with blocking calls are repeated on virtual threads where
 * the JVM has them.
 */
package dev.sockeye.testkit;
