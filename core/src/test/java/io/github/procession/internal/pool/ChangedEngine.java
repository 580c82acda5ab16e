package io.github.procession.internal.pool;

import io.github.procession.support.ChangingLoader;

/** The classes of this package, with changes in the code of some. */
abstract class ChangedEngine extends ChangingLoader {
    private static final String PACKAGE = ChangedEngine.class.getPackageName() + ".";

    /** The code of a class as it is to be; the name is without the package. */
    abstract byte[] changed(String name, byte[] bytes);

    /** Whether something was changed in the classes that were loaded. */
    abstract boolean isChanged();

    /** What {@link Schedules#random} says of it. */
    final String random(long from, int schedules) throws ReflectiveOperationException {
        return call("random", from, schedules);
    }

    /** Calls a method that takes the first seed and the number of schedules. */
    final String call(String method, long from, int schedules) throws ReflectiveOperationException {
        Object failure = schedules().getMethod(method, long.class, int.class).invoke(null, from, schedules);
        requireChanged();
        return (String) failure;
    }

    /** What {@link Schedules#enumerated} says of it. */
    String enumerated(int deviations) throws ReflectiveOperationException {
        Object failure = schedules().getMethod("enumerated", int.class).invoke(null, deviations);
        requireChanged();
        return (String) failure;
    }

    /** What {@link Schedules#again} says of it. */
    String again(String schedule) throws ReflectiveOperationException {
        return (String) schedules().getMethod("again", String.class).invoke(null, schedule);
    }

    private Class<?> schedules() throws ClassNotFoundException {
        return loadClass(PACKAGE + "Schedules");
    }

    private void requireChanged() {
        if (!isChanged()) {
            throw new IllegalStateException(this + " is the engine as it is");
        }
    }

    @Override
    protected final boolean isDefinedHere(String name) {
        return name.startsWith(PACKAGE);
    }

    @Override
    protected final byte[] changedCode(String name, byte[] bytes) {
        return changed(name.substring(PACKAGE.length()), bytes);
    }
}
