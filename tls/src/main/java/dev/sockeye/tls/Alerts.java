package dev.sockeye.tls;

import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/** Says of an alert (RFC 8446 section 6), which is one word, what to do. */
final class Alerts {

  private static final String WANTS_CERTIFICATE =
      "the peer asks for a certificate that it trusts: add CERT=FILE and KEY=FILE";

  private static final String NO_TLS = "the peer does not speak TLS: try the URI without tls+";

  /** By what stands in the JDK's message. */
  private static final Map<String, String> ADVICE = new LinkedHashMap<>();

  static {
    ADVICE.put("alert: certificate_required", WANTS_CERTIFICATE);
    ADVICE.put("alert: bad_certificate", WANTS_CERTIFICATE);
    ADVICE.put(
        "alert: certificate_unknown", "the peer does not accept our certificate: ask its log");
    ADVICE.put(
        "alert: unknown_ca",
        "the peer does not know the issuer of our certificate: add it to the peer's CAFILE");
    ADVICE.put("alert: certificate_expired", "our certificate has expired: have it renewed");
    ADVICE.put(
        "alert: protocol_version",
        "the two have no version of TLS in common: look at MIN_VERSION on both sides");
    ADVICE.put(
        "alert: no_application_protocol",
        "the two have no protocol in common: look at ALPN on both sides");
    ADVICE.put("alert: unrecognized_name", "the peer does not have that name: look at SNI");
    ADVICE.put(
        "Empty client certificate chain",
        "the client showed no certificate, which CLIENT_AUTH=need asks for: give it CERT and KEY");
    ADVICE.put("Unsupported or unrecognized SSL message", NO_TLS);
    ADVICE.put("Unrecognized SSL message, plaintext connection?", NO_TLS);
  }

  private Alerts() {}

  /** The same failure, with advice if there is any. */
  static SSLException explained(SSLException failure) {
    String message = String.valueOf(failure.getMessage());
    for (Map.Entry<String, String> advice : ADVICE.entrySet()) {
      if (message.endsWith(advice.getKey())) {
        return withMessage(failure, message + ": " + advice.getValue());
      }
    }
    return failure;
  }

  private static SSLException withMessage(SSLException failure, String message) {
    SSLException explained =
        failure instanceof SSLHandshakeException
            ? new SSLHandshakeException(message)
            : new SSLException(message);
    explained.initCause(failure);
    return explained;
  }
}
