using Panta.Tests;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Panta.Tracking.Tests;

/// <summary>One run of a test on one kind of store; what the test makes while it runs knows which by <see cref="Current"/>.</summary>
sealed class StoreTestCase : XunitTestCase
{
    static readonly AsyncLocal<StoreKind> Running = new();

    StoreKind _kind;

    [Obsolete("For xunit, which reads a test case from what it has written.")]
    public StoreTestCase()
    {
    }

    public StoreTestCase(IMessageSink messages, TestMethodDisplay display, ITestMethod method, StoreKind kind, object[]? arguments = null)
        : base(messages, display, TestMethodDisplayOptions.None, method, arguments) => _kind = kind;

    /// <summary>The kind of store of the test that runs; SQLite outside of one.</summary>
    public static StoreKind Current => Running.Value;

    public override Task<RunSummary> RunAsync(
        IMessageSink diagnosticMessageSink, IMessageBus messageBus, object[] constructorArguments, ExceptionAggregator aggregator,
        CancellationTokenSource cancellationTokenSource)
    {
        Running.Value = _kind;
        return base.RunAsync(diagnosticMessageSink, messageBus, constructorArguments, aggregator, cancellationTokenSource);
    }

    public override void Serialize(IXunitSerializationInfo data)
    {
        base.Serialize(data);
        data.AddValue("Store", _kind.ToString());
    }

    public override void Deserialize(IXunitSerializationInfo data)
    {
        _kind = Enum.Parse<StoreKind>(data.GetValue<string>("Store"));
        base.Deserialize(data);
    }

    protected override string GetDisplayName(IAttributeInfo factAttribute, string displayName) => $"{base.GetDisplayName(factAttribute, displayName)} [{_kind}]";

    protected override string GetUniqueID() => $"{base.GetUniqueID()}-{_kind}";

    protected override string? GetSkipReason(IAttributeInfo factAttribute) =>
        _kind == StoreKind.Postgres && PostgresServer.Binaries is null ? "needs PostgreSQL's initdb and postgres on the PATH" : base.GetSkipReason(factAttribute);
}
