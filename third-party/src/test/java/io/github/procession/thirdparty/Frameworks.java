package io.github.procession.thirdparty;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.LazyInitializationException;
import org.hibernate.collection.spi.PersistentBag;
import org.hibernate.collection.spi.PersistentList;
import org.hibernate.collection.spi.PersistentMap;
import org.hibernate.collection.spi.PersistentSet;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.MutablePropertyValues;
import org.springframework.context.support.StaticApplicationContext;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.LinkedCaseInsensitiveMap;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MimeType;
import org.springframework.util.unit.DataSize;
import org.springframework.web.util.UriComponentsBuilder;

final class Frameworks {
    private Frameworks() {}

    static List<Sample> samples() {
        Samples hibernate = new Samples("Hibernate");
        hibernate
                .add(
                        "PersistentBag",
                        () -> new PersistentBag<>(null, new ArrayList<>(List.of(1, 2))),
                        b -> new ArrayList<>((List<?>) b))
                .add("PersistentList", () -> new PersistentList<>(null, new ArrayList<>(List.of(1, 2))))
                .add("PersistentSet", () -> new PersistentSet<>(null, new HashSet<>(Set.of(1, 2))))
                .add("PersistentMap", () -> new PersistentMap<>(null, new HashMap<>(Map.of("a", 1))))
                .text("LazyInitializationException", () -> new LazyInitializationException("x"))
                .add("LockOptions", () -> new org.hibernate.LockOptions(org.hibernate.LockMode.READ));
        Samples spring = new Samples("Spring");
        spring.add("LinkedMultiValueMap", () -> new LinkedMultiValueMap<>(Map.of("a", List.of(1))))
                .add(
                        "LinkedCaseInsensitiveMap",
                        () -> {
                            LinkedCaseInsensitiveMap<Integer> map = new LinkedCaseInsensitiveMap<>();
                            map.put("A", 1);
                            return map;
                        },
                        m -> ((Map<?, ?>) m).get("a"))
                .add("HttpHeaders", () -> {
                    HttpHeaders headers = new HttpHeaders();
                    headers.add("X-A", "1");
                    return headers;
                })
                .add("HttpMethod", () -> HttpMethod.GET)
                .add("HttpStatus", () -> HttpStatus.OK)
                .add("MediaType", () -> MediaType.APPLICATION_JSON)
                .add("MimeType", () -> MimeType.valueOf("text/plain;q=1"))
                .add("ResponseEntity", () -> ResponseEntity.ok("x"))
                .add("DataSize", () -> DataSize.ofMegabytes(5))
                .refused(
                        "ResolvableType",
                        () -> ResolvableType.forClassWithGenerics(List.class, String.class),
                        "TypeVariableImpl")
                .add("TypeDescriptor", () -> TypeDescriptor.valueOf(String.class))
                .add("MutablePropertyValues", () -> new MutablePropertyValues(Map.of("a", 1)))
                .add("ByteArrayResource", () -> new ByteArrayResource(new byte[] {1, 2}))
                .refused("ClassPathResource", () -> new ClassPathResource("x.txt"), "AppClassLoader")
                .text(
                        "UriComponents",
                        () -> UriComponentsBuilder.fromUriString("http://a/b?c=d")
                                .build())
                .add(
                        "SpelExpression",
                        () -> new SpelExpressionParser().parseExpression("1 + 2"),
                        e -> ((org.springframework.expression.Expression) e).getValue())
                .add("proxy of interfaces", Frameworks::proxy, p -> ((Map<?, ?>) p).get("a"))
                .refused(
                        "MethodParameter",
                        () -> new MethodParameter(String.class.getMethod("length"), -1),
                        "java.lang.reflect.Method")
                .refused("StaticApplicationContext", StaticApplicationContext::new, "writeReplace method failed");
        hibernate.list().addAll(spring.list());
        return hibernate.list();
    }

    private static Object proxy() {
        ProxyFactory factory = new ProxyFactory(new HashMap<>(Map.of("a", 1)));
        factory.setInterfaces(Map.class);
        return factory.getProxy();
    }
}
