// An API behind the gateway: it reads who is calling from headers, and has the gateway's signature prove them. Nobody has run this
// file in this repository.

using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

var builder = WebApplication.CreateBuilder(args);
var settings = builder.Configuration;
var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
var handler = new JsonWebTokenHandler { MapInboundClaims = false };
var keys = new GatewayKeys(http, settings["GATEWAY_JWKS"]!);

var app = builder.Build();

// Before every route: whoever reaches this port past the gateway has no signature, whatever headers they send.
app.Use(async (context, next) =>
{
    var assertion = context.Request.Headers["X-Tokenstile-Assertion"].ToString();
    IReadOnlyList<SecurityKey> known;
    try
    {
        known = await keys.Get();
    }
    catch (Exception outage) when (outage is HttpRequestException or TaskCanceledException)
    {
        context.Response.Headers.RetryAfter = "5";
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return;
    }
    var result = await handler.ValidateTokenAsync(assertion, new TokenValidationParameters
    {
        ValidIssuer = settings["GATEWAY_ISSUER"],
        ValidAudience = settings["GATEWAY_AUDIENCE"],
        ValidAlgorithms = ["ES256"],
        ValidTypes = ["tokenstile-assertion+jwt"],
        IssuerSigningKeys = known,
        RequireExpirationTime = true,
        ClockSkew = TimeSpan.FromSeconds(5),
    });
    // It was made for one request, and is good for no other.
    var path = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget.Split('?')[0];
    if (!result.IsValid
        || !Equals(result.Claims.GetValueOrDefault("htm"), context.Request.Method)
        || !Equals(result.Claims.GetValueOrDefault("htp"), path))
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return;
    }
    context.Items["sub"] = result.Claims["sub"];
    await next();
});

app.MapGet("/me", (HttpContext context) => new
{
    sub = context.Items["sub"],
    // Commas between; what is no visible ASCII, a comma or a percent sign is percent-encoded.
    roles = context.Request.Headers["X-User-Roles"].ToString()
        .Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString),
});

app.Run($"http://127.0.0.1:{Environment.GetEnvironmentVariable("PORT") ?? "3000"}");

/// <summary>The gateway's keys, kept for a minute: it publishes a key ten minutes before it signs.</summary>
sealed class GatewayKeys(HttpClient http, string url)
{
    private IReadOnlyList<SecurityKey> kept = [];
    private DateTime until = DateTime.MinValue;

    public async Task<IReadOnlyList<SecurityKey>> Get()
    {
        if (DateTime.UtcNow >= until)
        {
            kept = [.. new JsonWebKeySet(await http.GetStringAsync(url)).GetSigningKeys()];
            until = DateTime.UtcNow.AddMinutes(1);
        }
        return kept;
    }
}
