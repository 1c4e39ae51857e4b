package dev.sockeye.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BindingsTest {

  @Test
  void whereTheLibraryCannotBeUnpackedTheWayOutIsTold() {
    Throwable denied =
        new UnsatisfiedLinkError("/tmp/x.so: failed to map segment from shared object");
    String advice = Bindings.explain(new IllegalStateException(denied));
    assertTrue(advice.contains("java.io.tmpdir"), advice);
    assertTrue(advice.contains("jffi.boot.library.path"), advice);
  }

  @Test
  void whereNeitherBindingIsThereBothAreNamed() {
    String advice = Bindings.missing("");
    assertTrue(advice.contains("Java 22"), advice);
    assertTrue(advice.contains("com.github.jnr:jnr-unixsocket"), advice);
  }

  @Test
  void whereTheChosenOneIsNotThereWhatItNeedsIsTold() {
    String foreign = Bindings.missing("foreign");
    assertTrue(foreign.contains("-Ddev.sockeye.libc=foreign needs Java 22"), foreign);
    String jnr = Bindings.missing("jnr");
    assertTrue(jnr.contains("add com.github.jnr:jnr-unixsocket"), jnr);
    assertFalse(jnr.contains("Java 22"), jnr);
  }

  @Test
  void aChoiceThatThereIsNotIsNamedWithThoseThatThereAre() {
    assertEquals(
        "-Ddev.sockeye.libc=ffi is neither foreign nor jnr: say one, or leave it out",
        Bindings.mistake("ffi"));
    assertNull(Bindings.mistake("jnr"));
  }

  @Test
  void whereNativeAccessIsDeniedTheFlagIsTold() {
    String advice =
        Bindings.explain(
            new RuntimeException(
                new IllegalCallerException("Illegal native access from module x")));
    assertTrue(advice.contains("--enable-native-access=ALL-UNNAMED"), advice);
  }

  @Test
  void whatTheLibraryIsCalledByIsToldWithItsReason() {
    assertEquals("as -Ddev.sockeye.libc=jnr says", Bindings.reason("jnr", 25));
    assertTrue(Bindings.reason("", 17).contains("this is Java 17"), Bindings.reason("", 17));
    assertTrue(
        Bindings.description().startsWith(Bindings.libc().binding() + ", "),
        Bindings.description());
  }
}
