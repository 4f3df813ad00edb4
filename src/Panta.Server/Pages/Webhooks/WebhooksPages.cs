using Microsoft.AspNetCore.Http.HttpResults;
using Panta.Tracking.Webhooks;

namespace Panta.Server.Pages;

/// <summary>The list of webhooks, the page of one with its log, and what can be done with it.</summary>
sealed class WebhooksPages(Surroundings surroundings, WebhookStore webhooks, WebhookSender sender, WebhookQueue queue)
{
    const int Shown = 50;

    /// <summary>The address of a webhook's page.</summary>
    public static string Address(string id) => $"/webhooks/{Uri.EscapeDataString(id)}";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/webhooks", (HttpContext http, WebhooksPages pages) => pages.List(http));
        routes.MapGet("/webhooks/new", (HttpContext http, WebhooksPages pages) => pages.Form(http, new(), StatusCodes.Status200OK));
        routes.MapPost("/webhooks/new", (HttpContext http, WebhooksPages pages) => pages.CreateAsync(http));
        routes.MapGet("/webhooks/{id}", (string id, HttpContext http, WebhooksPages pages) => pages.Get(id, http));
        routes.MapGet("/webhooks/{id}/edit", (string id, HttpContext http, WebhooksPages pages) =>
            pages.Form(http, WebhookForm.Of(pages.Webhook(id)), StatusCodes.Status200OK));
        routes.MapPost("/webhooks/{id}/edit", (string id, HttpContext http, WebhooksPages pages) => pages.ChangeAsync(id, http));
        routes.MapGet("/webhooks/{id}/test", (string id) => TypedResults.LocalRedirect(Address(id))); // a reload sends no second test
        routes.MapPost("/webhooks/{id}/test", (string id, HttpContext http, WebhooksPages pages) => pages.TestAsync(id, http));
        routes.MapPost("/webhooks/{id}/status", (string id, HttpContext http, WebhooksPages pages) => pages.SwitchAsync(id, http));
        routes.MapPost("/webhooks/{id}/retry", (string id, HttpContext http, WebhooksPages pages) => pages.RetryAsync(id, http));
        routes.MapPost("/webhooks/{id}/delete", (string id, HttpContext http, WebhooksPages pages) => pages.DeleteAsync(id, http));
    }

    RazorComponentResult List(HttpContext http)
    {
        var token = http.Request.Query["page"].ToString();
        var page = webhooks.List(Shown, token);
        return PantaPages.Page<WebhooksPage>(new
        {
            Frame = surroundings.Of(http),
            Webhooks = page.Items,
            Tallies = webhooks.Tallies([.. page.Items.Select(each => each.WebhookId)]),
            Next = page.NextToken,
            IsFirst = token.Length == 0,
        });
    }

    RazorComponentResult Get(string id, HttpContext http, (WebhookEvent Of, WebhookAnswer Answer)? test = null)
    {
        var of = Webhook(id);
        var token = http.Request.Query["page"].ToString();
        var log = webhooks.Deliveries(id, Shown, token);
        return PantaPages.Page<WebhookPage>(new
        {
            Frame = surroundings.Of(http, withForm: true) with { Live = test is null },
            Of = of,
            Deliveries = log.Items,
            Tallies = webhooks.Tallies([id]),
            Next = log.NextToken,
            IsFirst = token.Length == 0,
            Test = test,
        });
    }

    Webhook Webhook(string id) => webhooks.Get(id);

    // What is half typed must not be renewed under the hands of who types it.
    RazorComponentResult Form(HttpContext http, WebhookForm form, int status) =>
        PantaPages.Page<WebhookFormPage>(new { Frame = surroundings.Of(http, withForm: true) with { Live = false }, Form = form }, status);

    async Task<IResult> CreateAsync(HttpContext http)
    {
        var form = WebhookForm.Of(await http.Request.ReadFormAsync(http.RequestAborted), null);
        if (await webhooks.CheckAsync(form.ToNew(), http.RequestAborted) is { Count: > 0 } wrong)
            return Form(http, form with { Problems = wrong }, StatusCodes.Status400BadRequest);

        var made = await webhooks.CreateAsync(form.ToNew(), http.RequestAborted);
        return Back(made.WebhookId, "webhook-made");
    }

    async Task<IResult> ChangeAsync(string id, HttpContext http)
    {
        var form = WebhookForm.Of(await http.Request.ReadFormAsync(http.RequestAborted), Webhook(id));
        if (await webhooks.CheckAsync(form.ToNew(), http.RequestAborted) is { Count: > 0 } wrong)
            return Form(http, form with { Problems = wrong }, StatusCodes.Status400BadRequest);

        await webhooks.UpdateAsync(id, form.ToUpdate(), http.RequestAborted);
        queue.Wake();
        return Back(id, "webhook-changed");
    }

    async Task<RazorComponentResult> TestAsync(string id, HttpContext http)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var of = WebhookEvent.Parse(form["event"].ToString());
        return Get(id, http, (of, await sender.TestAsync(id, of, http.RequestAborted)));
    }

    async Task<RedirectHttpResult> SwitchAsync(string id, HttpContext http)
    {
        var isActive = (await http.Request.ReadFormAsync(http.RequestAborted))["status"] == "active";
        await webhooks.UpdateAsync(id, new() { Status = isActive ? WebhookStatus.Active : WebhookStatus.Disabled }, http.RequestAborted);
        queue.Wake(); // what waited while it was disabled
        return Back(id, isActive ? "webhook-active" : "webhook-disabled");
    }

    async Task<RedirectHttpResult> RetryAsync(string id, HttpContext http)
    {
        await webhooks.RetryFailedAsync(id, http.RequestAborted);
        queue.Wake();
        return Back(id, "webhook-retried");
    }

    async Task<RedirectHttpResult> DeleteAsync(string id, HttpContext http)
    {
        await webhooks.DeleteAsync(id, http.RequestAborted);
        return TypedResults.LocalRedirect("/webhooks?done=webhook-deleted");
    }

    static RedirectHttpResult Back(string id, string done) => TypedResults.LocalRedirect($"{Address(id)}?done={done}");
}
