package kotlin.jvm.functions;

/** Named like the type of Kotlin's function values, which is not Serializable. */
public interface Function1<A, R> {
    R invoke(A argument);
}
