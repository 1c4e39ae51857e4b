package dev.sockeye.tap;

import dev.sockeye.Endpoint;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.StreamEndpoint;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * A tap in the shape of a transport's own, such as {@code SctpEndpoint}: the calls that every
 * endpoint has go through the tap, those that only this shape has to the endpoint itself.
 */
final class ShapedTap implements InvocationHandler {

  private final Endpoint tap;
  private final Endpoint under;
  private final Class<?> common;
  private final Tapping tapping;

  private ShapedTap(Endpoint tap, Endpoint under, Tapping tapping) {
    this.tap = tap;
    this.under = under;
    this.tapping = tapping;
    common = tap instanceof StreamEndpoint ? StreamEndpoint.class : MessageEndpoint.class;
  }

  /** Tells whether a type is such a shape. */
  static boolean isShape(Class<?> type) {
    return type.isInterface() && Endpoint.class.isAssignableFrom(type);
  }

  static Object of(Class<?> shape, Endpoint tap, Endpoint under, Tapping tapping) {
    return Proxy.newProxyInstance(
        shape.getClassLoader(), new Class<?>[] {shape}, new ShapedTap(tap, under, tapping));
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    if (method.getName().equals("equals") && method.getDeclaringClass() == Object.class) {
      return proxy == arguments[0];
    }
    Object result = call(method, arguments);
    if (result == tap || result == under) {
      return proxy;
    }
    return result instanceof Endpoint other && isShape(method.getReturnType())
        ? tapping.over(other, method.getReturnType())
        : result;
  }

  private Object call(Method method, Object[] arguments) throws Throwable {
    try {
      return method.getDeclaringClass() == Object.class
          ? method.invoke(tap, arguments)
          : common.getMethod(method.getName(), method.getParameterTypes()).invoke(tap, arguments);
    } catch (NoSuchMethodException e) {
      return callUnder(method, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private Object callUnder(Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(under, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
