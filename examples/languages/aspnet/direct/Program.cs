// An API that checks access tokens by itself: ASP.NET Core and JwtBearer. Nobody has run this file in this repository.

using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.IdentityModel.Tokens;

const string Roles = "https://authgear.com/claims/user/roles";

var builder = WebApplication.CreateBuilder(args);
var issuer = builder.Configuration["ISSUER"]!;

builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
{
    // Keys come from discovery, are kept, and are fetched anew for an unknown kid, with measure.
    options.Authority = issuer;
    options.RequireHttpsMetadata = !new Uri(issuer).IsLoopback;
    // Claims keep the names that they have in the token.
    options.MapInboundClaims = false;
    options.TokenValidationParameters = new TokenValidationParameters
    {
        ValidIssuer = issuer,
        ValidAudience = builder.Configuration["AUDIENCE"],
        ValidAlgorithms = ["RS256"],
        // The same key signs ID tokens. Only the type tells that this one is meant for an API.
        ValidTypes = ["at+jwt", "application/at+jwt"],
        RequireExpirationTime = true,
        RequireSignedTokens = true,
        ClockSkew = TimeSpan.FromSeconds(10),
        NameClaimType = "sub",
        RoleClaimType = Roles,
    };
    options.Events = new JwtBearerEvents
    {
        // The issuer gives no keys. The token may well be good: a 401 would log everybody out.
        OnAuthenticationFailed = context =>
        {
            if (context.Exception is InvalidOperationException or HttpRequestException)
            {
                context.Response.Headers.RetryAfter = "5";
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                context.Fail(context.Exception);
            }
            return Task.CompletedTask;
        },
        OnChallenge = context =>
        {
            if (context.AuthenticateFailure is InvalidOperationException or HttpRequestException) context.HandleResponse();
            return Task.CompletedTask;
        },
    };
});
// Every route needs a token: one that somebody adds is closed from the start.
builder.Services.AddAuthorizationBuilder()
    .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());

var app = builder.Build();
app.UseAuthentication();
app.UseAuthorization();

app.MapGet("/me", (HttpContext http) => new
{
    sub = http.User.FindFirst("sub")!.Value,
    roles = http.User.FindAll(Roles).Select(role => role.Value),
});
app.MapGet("/admin", (HttpContext http) => new { admin = http.User.FindFirst("sub")!.Value })
    .RequireAuthorization(policy => policy.RequireRole("admin"));

app.Run($"http://127.0.0.1:{Environment.GetEnvironmentVariable("PORT") ?? "3000"}");
