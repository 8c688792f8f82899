package com.example;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.Objects;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.resource.BearerTokenErrors;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.authentication.JwtGrantedAuthoritiesConverter;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.DefaultBearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;

@Configuration
class Security {

  /** Every route needs a token: one that somebody adds is closed from the start. */
  @Bean
  SecurityFilterChain onlyWithToken(HttpSecurity http) throws Exception {
    return http.authorizeHttpRequests(
            routes ->
                routes.requestMatchers("/admin").hasRole("admin").anyRequest().authenticated())
        .oauth2ResourceServer(
            server ->
                server
                    .bearerTokenResolver(onlyOneHeader())
                    .jwt(jwt -> jwt.jwtAuthenticationConverter(rolesOfAuthgear())))
        .addFilterBefore(Security::tellOutage, BearerTokenAuthenticationFilter.class)
        .build();
  }

  @Bean
  JwtDecoder decoder(
      @Value("${ISSUER}") String issuer, @Value("${AUDIENCE}") String audience)
      throws MalformedURLException {
    NimbusJwtDecoder decoder =
        NimbusJwtDecoder.withJwkSource(keysOf(issuer)).jwsAlgorithm(SignatureAlgorithm.RS256).build();
    // RFC 9068: the type at+jwt, which ID tokens do not have, the issuer, the audience and the times.
    decoder.setJwtValidator(
        JwtValidators.createAtJwtValidator()
            .issuer(issuer)
            .audience(audience)
            // Any client. clientId("...") would name the one that may call.
            .validators(all -> all.put("client_id", new JwtClaimValidator<>("client_id", Objects::nonNull)))
            .build());
    return decoder;
  }

  /**
   * Keys are kept for five minutes: a request costs no fetch. A token with an unknown key has them fetched again, so that a
   * new key is found, but twice in five seconds at most. While the issuer is down, the keys that are kept serve on, and what needs
   * another one is a 503. Not outageTolerant: it would answer 401 for a key that it could not look for.
   */
  private static JWKSource<SecurityContext> keysOf(String issuer) throws MalformedURLException {
    return JWKSourceBuilder.create(URI.create(issuer + "/oauth2/jwks").toURL())
        .cache(Duration.ofMinutes(5).toMillis(), Duration.ofSeconds(15).toMillis())
        .rateLimited(Duration.ofSeconds(5).toMillis())
        .build();
  }

  private static JwtAuthenticationConverter rolesOfAuthgear() {
    JwtGrantedAuthoritiesConverter roles = new JwtGrantedAuthoritiesConverter();
    roles.setAuthoritiesClaimName(Backend.ROLES);
    roles.setAuthorityPrefix("ROLE_");
    JwtAuthenticationConverter converter = new JwtAuthenticationConverter();
    converter.setJwtGrantedAuthoritiesConverter(roles);
    return converter;
  }

  /** Spring reads the first of two headers, and whoever stands before it perhaps the second: neither counts. */
  private static BearerTokenResolver onlyOneHeader() {
    BearerTokenResolver resolver = new DefaultBearerTokenResolver();
    return request -> {
      if (Collections.list(request.getHeaders("Authorization")).size() > 1) {
        throw new OAuth2AuthenticationException(BearerTokenErrors.invalidRequest("two tokens"));
      }
      return resolver.resolve(request);
    };
  }

  /** The issuer gives no keys. The token may well be good: a 401 would log everybody out, and Spring would say 500. */
  private static void tellOutage(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    try {
      chain.doFilter(request, response);
    } catch (AuthenticationServiceException outage) {
      HttpServletResponse answer = (HttpServletResponse) response;
      answer.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
      answer.setHeader("Retry-After", "5");
      answer.setContentType("application/json");
      answer.getWriter().write("{\"error\":\"temporarily_unavailable\"}");
    }
  }
}
