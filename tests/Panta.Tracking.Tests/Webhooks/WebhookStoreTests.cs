using System.Net;
using System.Net.Sockets;
using Panta.Tracking.Models;
using Panta.Tracking.Stores;
using Panta.Tracking.Webhooks;

namespace Panta.Tracking.Tests.Webhooks;

public sealed class WebhookStoreTests : IDisposable
{
    static readonly WebhookOptions Open = new() { AllowedSchemes = ["http", "https"], AllowPrivateAddresses = true };
    static readonly WebhookEvent ModelMade = new(WebhookEntity.RegisteredModel, WebhookAction.Created);
    static readonly WebhookEvent StageMoved = new(WebhookEntity.PantaModelVersionStage, WebhookAction.Moved);

    readonly TestStore _store = new();
    readonly WebhookStore _webhooks;
    readonly ModelRegistry _registry;

    public WebhookStoreTests()
    {
        _webhooks = new(_store.Database, _store.Folder, Open, TimeProvider.System);
        _registry = new(_store.Database, TimeProvider.System);
    }

    public void Dispose() => _store.Dispose();

    [StoreFact]
    public async Task A_webhook_is_kept_changed_and_deleted()
    {
        var made = await MakeAsync(secret: "s3cret");
        var changed = await _webhooks.UpdateAsync(
            made.WebhookId, new() { Name = "other", PantaEvents = [StageMoved], Status = WebhookStatus.Disabled, Secret = "" });

        Assert.Equal(("hook", true, WebhookStatus.Active), (made.Name, made.HasSecret, made.Status));
        Assert.Equal(("other", false, WebhookStatus.Disabled), (changed.Name, changed.HasSecret, changed.Status));
        Assert.Equal([ModelMade, StageMoved], changed.Events.OrderBy(e => e.Entity));
        Assert.Equal(changed with { Events = [] }, _webhooks.Get(made.WebhookId) with { Events = [] });

        await _webhooks.DeleteAsync(made.WebhookId);

        Assert.Equal($"Webhook with ID {made.WebhookId} not found.", Assert.Throws<NotFoundException>(() => _webhooks.Get(made.WebhookId)).Message);
        await Assert.ThrowsAsync<NotFoundException>(() => _webhooks.UpdateAsync(made.WebhookId, new() { Name = "x" }));
        await Assert.ThrowsAsync<NotFoundException>(() => _webhooks.DeleteAsync(made.WebhookId));
        Assert.Empty(_webhooks.List().Items);
        Assert.Empty(_webhooks.Deliveries(made.WebhookId).Items);
    }

    [StoreFact]
    public async Task The_list_has_pages_the_newest_first()
    {
        for (var i = 0; i < 5; i++) await MakeAsync($"hook-{i}");
        var first = _webhooks.List(3);
        var second = _webhooks.List(3, first.NextToken);

        Assert.Equal((3, 2), (first.Items.Count, second.Items.Count));
        Assert.Null(second.NextToken);
        Assert.Equal(5, first.Items.Concat(second.Items).Select(w => w.WebhookId).Distinct().Count());
    }

    [StoreFact]
    public async Task A_secret_is_not_on_disk_in_the_clear_and_its_key_is_the_owners_alone()
    {
        var made = await MakeAsync(secret: "my-very-own-secret");

        var stored = _store.Database.Read(c => c.First("SELECT secret FROM webhooks", r => r.GetString(0)))!;
        Assert.DoesNotContain("my-very-own-secret", stored);
        Assert.Equal("my-very-own-secret", _webhooks.Secret(made.WebhookId));
        if (OperatingSystem.IsWindows()) return;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_store.Folder.Keys, "webhooks.key")));
    }

    [StoreFact]
    public async Task Another_key_does_not_read_the_secret_and_the_message_says_so()
    {
        var made = await MakeAsync(secret: "s3cret");
        var other = new WebhookStore(_store.Database, _store.Folder, Open with { SecretKey = Fernet.NewKey() }, TimeProvider.System);
        using var sender = new WebhookSender(other, Open, TimeProvider.System);

        var answer = await sender.TestAsync(made.WebhookId);

        Assert.Contains("MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY is not the key", answer.Error);
        Assert.False(answer.MayRetry);
    }

    [StoreFact]
    public void A_key_that_is_none_is_refused_by_its_name() => Assert.Contains(
        "MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY is no Fernet key",
        Assert.Throws<ArgumentException>(() => new WebhookStore(_store.Database, _store.Folder, Open with { SecretKey = "x" }, TimeProvider.System)).Message);

    [StoreTheory]
    [InlineData("")]
    [InlineData("-a")]
    [InlineData("a.")]
    [InlineData("a b")]
    [InlineData("ä")]
    [InlineData("a\n")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    public async Task A_name_of_another_form_is_refused(string name) =>
        Assert.Contains("is invalid", (await Assert.ThrowsAsync<ArgumentException>(() => MakeAsync(name))).Message);

    [StoreFact]
    public async Task An_event_that_does_not_exist_is_refused()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => _webhooks.CreateAsync(
            new() { Name = "hook", Url = "https://hooks.example/", Events = [new(WebhookEntity.ModelVersionTag, WebhookAction.Created)] }));

        Assert.Equal("Invalid action 'CREATED' for entity 'MODEL_VERSION_TAG'. Valid actions are DELETED, SET.", error.Message);
    }

    [StoreFact]
    public async Task A_change_that_fails_queues_nothing()
    {
        var made = await MakeAsync();

        await _registry.CreateAsync("kept");
        await Record.ExceptionAsync(() => _store.Database.WriteAsync(c =>
        {
            WebhookOutbox.Add(c, DateTimeOffset.UnixEpoch, ModelMade, json => json.WriteString("name", "undone"));
            throw new InvalidOperationException("too late");
        }));

        Assert.Equal("kept", Assert.Single(Names(made)));
    }

    [StoreFact]
    public async Task A_disabled_webhook_and_one_that_did_not_ask_are_not_told()
    {
        var disabled = await MakeAsync();
        var other = await _webhooks.CreateAsync(
            new() { Name = "b", Url = "https://hooks.example/", Events = [new(WebhookEntity.Prompt, WebhookAction.Created)] });
        await _webhooks.UpdateAsync(disabled.WebhookId, new() { Status = WebhookStatus.Disabled });

        await _registry.CreateAsync("m");

        Assert.Empty(_webhooks.Deliveries(disabled.WebhookId).Items);
        Assert.Empty(_webhooks.Deliveries(other.WebhookId).Items);
    }

    [StoreFact]
    public async Task What_waits_for_a_deleted_webhook_is_dropped()
    {
        var made = await MakeAsync();
        await _registry.CreateAsync("m");
        await _webhooks.DeleteAsync(made.WebhookId);

        Assert.Equal(DeliveryState.Dropped, Assert.Single(_webhooks.Deliveries(made.WebhookId).Items).State);
    }

    [StoreFact]
    public async Task Beyond_10_000_waiting_deliveries_the_log_says_that_the_queue_is_full()
    {
        var made = await MakeAsync();
        await _store.Database.WriteAsync(c =>
        {
            for (var i = 0; i <= WebhookOutbox.WaitingLimit; i++) WebhookOutbox.Add(c, DateTimeOffset.UnixEpoch, ModelMade, json => json.WriteNumber("i", i));
        });

        var newest = _webhooks.Deliveries(made.WebhookId, 2).Items;
        Assert.Equal([DeliveryState.Failed, DeliveryState.Waiting], newest.Select(d => d.State));
        Assert.Equal("10000 deliveries were waiting already", newest[0].Error);
    }

    [StoreFact]
    public async Task The_log_forgets_what_was_done_long_ago_and_nothing_that_waits()
    {
        var made = await MakeAsync();
        await _registry.CreateAsync("done");
        await _store.Database.WriteAsync(c => c.Run("UPDATE webhook_deliveries SET state = 'delivered', creation_time = 0"));
        await _registry.CreateAsync("waits");
        await _store.Database.WriteAsync(c => c.Run("UPDATE webhook_deliveries SET creation_time = 0"));
        using var sender = new WebhookSender(_webhooks, Open, TimeProvider.System);

        await new WebhookQueue(_store.Database, sender, Open, TimeProvider.System).ForgetAsync(CancellationToken.None);

        Assert.Equal("waits", Assert.Single(Names(made)));
    }

    [StoreFact]
    public void Waits_double_each_time_with_a_part_that_is_the_deliverys_own()
    {
        using var sender = new WebhookSender(_webhooks, Open, TimeProvider.System);
        var queue = new WebhookQueue(_store.Database, sender, Open, TimeProvider.System);

        for (var attempt = 1; attempt < 8; attempt++)
            Assert.InRange(queue.Delay("a", attempt).TotalSeconds, Math.Pow(2, attempt - 1), Math.Pow(2, attempt));
        Assert.NotEqual(queue.Delay("a", 1), queue.Delay("b", 1));
        Assert.Equal(TimeSpan.FromMinutes(10), queue.Delay("a", 1_000_000));
    }

    [StoreFact]
    public async Task A_name_that_is_bound_to_a_private_address_after_it_was_checked_is_not_called()
    {
        var made = await MakeAsync(secret: "s");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await _webhooks.UpdateAsync(made.WebhookId, new() { Url = $"http://rebound.example:{((IPEndPoint)listener.LocalEndpoint).Port}/" });
        using var sender = new WebhookSender(
            _webhooks, new() { AllowedSchemes = ["http"] }, TimeProvider.System, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]));

        var answer = await sender.TestAsync(made.WebhookId);

        Assert.Contains("'rebound.example' has the address 127.0.0.1, which is not public", answer.Error);
        Assert.False(answer.MayRetry);
        Assert.False(listener.Pending());
    }

    [StoreFact]
    public async Task A_scheme_that_is_not_allowed_any_more_is_not_called()
    {
        var made = await MakeAsync();
        await _webhooks.UpdateAsync(made.WebhookId, new() { Url = "http://hooks.example/" });
        using var sender = new WebhookSender(_webhooks, new(), TimeProvider.System);

        Assert.Contains("Invalid webhook URL scheme: 'http'", (await sender.TestAsync(made.WebhookId)).Error);
    }

    // Computed with Python's hmac and hashlib.
    [StoreFact]
    public void The_signature_is_what_its_receiver_computes() => Assert.Equal(
        "v1,2Yl3OxEMTHC296UHmLdcPJPBgp5mtRF+3PjTW0oovyE=",
        WebhookSender.Sign("top secret ä", "0d4c2e52-6a3f-4a1b-9f7e-2f6d1c0b9a88", "1700000000", """{"entity":"registered_model"}"""));

    [StoreFact]
    public void The_environment_sets_the_options()
    {
        var options = WebhookOptions.OfEnvironment(name => name switch
        {
            "MLFLOW_WEBHOOK_ALLOWED_SCHEMES" => "HTTP, https",
            "MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS" => "True",
            "MLFLOW_WEBHOOK_REQUEST_TIMEOUT" => "5",
            "MLFLOW_WEBHOOK_REQUEST_MAX_RETRIES" => "0",
            _ => null,
        });

        Assert.Equal(["http", "https"], options.AllowedSchemes);
        Assert.Equal((true, 5.0, 0, 64), (options.AllowPrivateAddresses, options.Timeout.TotalSeconds, options.MaxRetries, options.MaxConcurrent));
    }

    [StoreTheory]
    [InlineData("MLFLOW_WEBHOOK_ALLOWED_SCHEMES", "file")]
    [InlineData("MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS", "perhaps")]
    [InlineData("MLFLOW_WEBHOOK_REQUEST_TIMEOUT", "0")]
    [InlineData("MLFLOW_WEBHOOK_REQUEST_MAX_RETRIES", "-1")]
    public void A_variable_with_another_value_is_named(string name, string value) => Assert.StartsWith(
        $"{name} is '{value}'; needs ", Assert.Throws<ArgumentException>(() => WebhookOptions.OfEnvironment(asked => asked == name ? value : null)).Message);

    Task<Webhook> MakeAsync(string name = "hook", string? secret = null) =>
        _webhooks.CreateAsync(new() { Name = name, Url = "https://hooks.example/", Events = [ModelMade], Secret = secret });

    IEnumerable<string> Names(Webhook webhook) => _webhooks.Deliveries(webhook.WebhookId).Items
        .Select(d => System.Text.Json.JsonDocument.Parse(d.Body).RootElement.GetProperty("data").GetProperty("name").GetString()!);
}
