using Microsoft.AspNetCore.Antiforgery;

namespace Panta.Server.Pages;

/// <summary>Makes the <see cref="FrameView"/> of a request: counts, clocks, theme, form token.</summary>
sealed class Surroundings(IAntiforgery antiforgery, TimeProvider time)
{
    /// <summary>What surrounds the page of this request.</summary>
    /// <param name="http">The request.</param>
    /// <param name="withForm">Whether the page has a form that changes state, and so needs a token.</param>
    public FrameView Of(HttpContext http, bool withForm = false) => new()
    {
        Path = http.Request.Path + http.Request.QueryString,
        Address = http.Request.Host.Value ?? "",
        Now = time.GetUtcNow(),
        Theme = http.Request.Query["theme"].ToString() is "light" or "dark" ? http.Request.Query["theme"].ToString() : null,
        FormToken = withForm ? antiforgery.GetAndStoreTokens(http).RequestToken ?? "" : "",
    };
}
