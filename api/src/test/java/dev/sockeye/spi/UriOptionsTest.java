package dev.sockeye.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointUri;
import dev.sockeye.Pollable;
import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UriOptionsTest {

  private static final SocketOption<Boolean> FLAG = EndpointOptions.of("A_FLAG", Boolean.class);
  private static final SocketOption<Integer> SIZE = EndpointOptions.of("SO_RCVBUF", Integer.class);
  private static final SocketOption<Duration> TIME = EndpointOptions.SO_RCVTIMEO;
  private static final SocketOption<String> TEXT = EndpointOptions.of("text", String.class);
  private static final SocketOption<NetworkInterface> INTERFACE =
      EndpointOptions.of("IP_MULTICAST_IF", NetworkInterface.class);
  private static final SocketOption<Thread> CODE = EndpointOptions.of("CODE", Thread.class);

  private final Pollable socket = mock(Pollable.class);
  private final Map<String, Object> set = new LinkedHashMap<>();

  @BeforeEach
  void remember() throws IOException {
    when(socket.supportedOptions()).thenReturn(Set.of(FLAG, SIZE, TIME, TEXT, INTERFACE, CODE));
    when(socket.setOption(any(), any()))
        .thenAnswer(
            call -> {
              SocketOption<?> option = call.getArgument(0);
              set.put(option.name(), call.getArgument(1));
              return socket;
            });
  }

  private void apply(String options) throws IOException {
    UriOptions.apply(
        EndpointUri.valueOf("tcp://h:1?" + options),
        socket,
        Set.of(EndpointOptions.BACKLOG),
        Map.of());
  }

  private Object applied(String option) throws IOException {
    apply(option);
    return set.values().iterator().next();
  }

  @ParameterizedTest
  @CsvSource({
    "true, true",
    "on, true",
    "YES, true",
    "1, true",
    "false, false",
    "Off, false",
    "no, false"
  })
  void readsFlags(String text, boolean value) throws IOException {
    assertEquals(value, applied("a_flag=" + text));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-1, -1",
    "010, 10",
    "-010, -10",
    "00, 0",
    "0x10, 16",
    "0XfF, 255",
    "64k, 65536",
    "2M, 2097152",
    "1g, 1073741824",
    "2147483647, 2147483647"
  })
  void readsNumbers(String text, int value) throws IOException {
    assertEquals(value, applied("SO_RCVBUF=" + text));
  }

  @ParameterizedTest
  @CsvSource({"0, PT0S", "250ms, PT0.25S", "5s, PT5S", "2m, PT2M", "1h, PT1H", "7us, PT0.000007S"})
  void readsTimes(String text, Duration value) throws IOException {
    assertEquals(value, applied("so_rcvtimeo=" + text));
  }

  @Test
  void readsTextsAndInterfaces() throws IOException {
    assertEquals("a b", applied("TEXT=a%20b"));
    NetworkInterface any = NetworkInterface.networkInterfaces().findFirst().orElseThrow();
    set.clear();
    assertEquals(any, applied("ip_multicast_if=" + any.getName()));
  }

  @Test
  void setsInOrderAndPassesOverWhatConcernsTheOtherSide() throws IOException {
    apply("SO_RCVBUF=1&BACKLOG=5&A_FLAG=no");
    assertEquals("[SO_RCVBUF, A_FLAG]", set.keySet().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "SO_RCVBUF=lots; SO_RCVBUF cannot be 'lots': write a whole number, such as 16384 or 16k",
        "SO_RCVBUF=; SO_RCVBUF cannot be '': write a whole number",
        "SO_RCVBUF=4g; write a whole number",
        "SO_RCVBUF=2147483648; write a whole number",
        "SO_RCVBUF=99999999999999999999; write a whole number",
        "SO_RCVBUF=1.5; write a whole number",
        "A_FLAG=maybe; A_FLAG cannot be 'maybe': write true or false",
        "SO_RCVTIMEO=5; write a time with its unit, such as 250ms, 5s or 2m",
        "SO_RCVTIMEO=-5s; write a time with its unit",
        "SO_RCVTIMEO=99999999999999999999s; write a time with its unit",
        "SO_RCVTIMEO=9223372036854775807h; write a time with its unit",
        "IP_MULTICAST_IF=nosuch0; write the name of a network interface",
        "CODE=x; option CODE can only be set in code",
        "BACKLOG=x; BACKLOG cannot be 'x'",
        "SO_RCVBUFF=1; unknown option SO_RCVBUFF: did you mean SO_RCVBUF?",
        "BACKLGO=1; unknown option BACKLGO: did you mean BACKLOG?",
        "MAX_MESAGE_SIZE=1; unknown option MAX_MESAGE_SIZE: did you mean MAX_MESSAGE_SIZE?",
        "NONSENSE=1; unknown option NONSENSE (tcp has A_FLAG, BACKLOG, CODE, IP_MULTICAST_IF, MAX_MESSAGE_SIZE"
      })
  void tellsWhatIsWrong(String option, String why) {
    String message = assertThrows(IllegalArgumentException.class, () -> apply(option)).getMessage();
    assertTrue(message.startsWith("tcp://h:1?" + option + ": "), message);
    assertTrue(message.contains(why), message);
  }

  @Test
  void tellsWhatTheSocketRefuses() throws IOException {
    doThrow(new IllegalArgumentException("too small")).when(socket).setOption(any(), any());
    String message =
        assertThrows(IllegalArgumentException.class, () -> apply("SO_RCVBUF=-1")).getMessage();
    assertTrue(message.contains("SO_RCVBUF cannot be '-1': too small"), message);
  }

  @Test
  void readsTypesOfATransport() throws IOException {
    UriOptions.apply(
        EndpointUri.valueOf("x:y?CODE=worker"),
        socket,
        Set.of(),
        Map.of(Thread.class, new UriOptions.OptionType<>("a name", text -> new Thread(text))));
    assertEquals("worker", ((Thread) set.get("CODE")).getName());
  }
}
