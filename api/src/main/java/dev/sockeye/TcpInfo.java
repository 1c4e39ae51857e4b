package dev.sockeye;

import java.time.Duration;

/**
 * What the system knows of a connection of TCP: {@code struct tcp_info} of {@code <linux/tcp.h>},
 * read by {@link InetOptions#TCP_INFO}. A snapshot. What an older kernel does not tell is 0.
 *
 * @param state what {@code ss} calls it, {@code tcpi_state}
 * @param retransmits how often in a row the oldest unacknowledged segment was sent again, {@code
 *     tcpi_retransmits}; 0 as long as the peer acknowledges
 * @param retransmissionTimeout after how long it is sent again, {@code tcpi_rto}
 * @param sendMss bytes of a segment that is sent, {@code tcpi_snd_mss}
 * @param receiveMss bytes of a segment that is received, as estimated, {@code tcpi_rcv_mss}
 * @param unacknowledged segments sent and not yet acknowledged, {@code tcpi_unacked}
 * @param lost those of them that count as lost, {@code tcpi_lost}
 * @param retransmitted those of them that were sent again, {@code tcpi_retrans}
 * @param sinceDataSent since data was sent last, {@code tcpi_last_data_sent}
 * @param sinceDataReceived since data was received last, {@code tcpi_last_data_recv}
 * @param sinceAckReceived since an acknowledgement was received last, {@code tcpi_last_ack_recv}
 * @param pathMtu bytes of the largest packet on the path, {@code tcpi_pmtu}
 * @param roundTripTime the smoothed round trip time, {@code tcpi_rtt}, RFC 6298
 * @param roundTripVariation its mean deviation, {@code tcpi_rttvar}
 * @param slowStartThreshold in segments, {@code tcpi_snd_ssthresh}; 2147483647 if it has none yet
 * @param congestionWindow in segments, {@code tcpi_snd_cwnd}
 * @param totalRetransmits segments sent again since the beginning, {@code tcpi_total_retrans}
 * @param pacingRate bytes per second, {@code tcpi_pacing_rate}; -1 for no limit
 * @param bytesAcknowledged of what was sent, {@code tcpi_bytes_acked}
 * @param bytesReceived {@code tcpi_bytes_received}
 * @param segmentsSent {@code tcpi_segs_out}
 * @param segmentsReceived {@code tcpi_segs_in}
 * @param bytesNotSent in the send buffer and not sent yet, {@code tcpi_notsent_bytes}
 * @param minRoundTripTime the least that was seen lately, {@code tcpi_min_rtt}
 * @param deliveryRate bytes per second that arrived at the peer, {@code tcpi_delivery_rate}
 * @param bytesSent with those sent again, {@code tcpi_bytes_sent}
 * @param bytesRetransmitted {@code tcpi_bytes_retrans}
 * @param peerWindow bytes that the peer takes, {@code tcpi_snd_wnd}; Linux 5.4
 */
public record TcpInfo(
    State state,
    int retransmits,
    Duration retransmissionTimeout,
    int sendMss,
    int receiveMss,
    int unacknowledged,
    int lost,
    int retransmitted,
    Duration sinceDataSent,
    Duration sinceDataReceived,
    Duration sinceAckReceived,
    int pathMtu,
    Duration roundTripTime,
    Duration roundTripVariation,
    long slowStartThreshold,
    int congestionWindow,
    long totalRetransmits,
    long pacingRate,
    long bytesAcknowledged,
    long bytesReceived,
    long segmentsSent,
    long segmentsReceived,
    long bytesNotSent,
    Duration minRoundTripTime,
    long deliveryRate,
    long bytesSent,
    long bytesRetransmitted,
    long peerWindow) {

  /** The states of a connection, RFC 9293 section 3.3.2, in the order of their numbers in Linux. */
  public enum State {
    /** Connected. */
    ESTABLISHED,
    /** Asked for by this side. */
    SYN_SENT,
    /** Asked for by the peer. */
    SYN_RECV,
    /** Closed by this side, which the peer has not acknowledged. */
    FIN_WAIT1,
    /** Closed by this side alone. */
    FIN_WAIT2,
    /** Closed by both, and waiting for stray segments. */
    TIME_WAIT,
    /** Not connected. */
    CLOSE,
    /** Closed by the peer alone. */
    CLOSE_WAIT,
    /** Closed by the peer and then by this side, which the peer has not acknowledged. */
    LAST_ACK,
    /** A listener. */
    LISTEN,
    /** Closed by both at once. */
    CLOSING,
    /** Asked for by the peer, before there is a socket for it. */
    NEW_SYN_RECV
  }
}
