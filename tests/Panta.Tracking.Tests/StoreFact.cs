using Panta.Tests;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Panta.Tracking.Tests;

/// <summary>A test that runs twice: its <see cref="TestStore"/> is in SQLite, then in PostgreSQL; that one is skipped where PostgreSQL is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Panta.Tracking.Tests.StoreFactDiscoverer", TestAssembly.Name)]
sealed class StoreFactAttribute : FactAttribute;

/// <summary>As <see cref="StoreFactAttribute"/>, for minutes on each store: run by <c>make test-all</c> only.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Panta.Tracking.Tests.StoreFactDiscoverer", TestAssembly.Name)]
sealed class LongStoreFactAttribute : FactAttribute
{
    public LongStoreFactAttribute() => Skip = new LongFactAttribute().Skip;
}

/// <summary>A theory each of whose rows runs twice, as <see cref="StoreFactAttribute"/> says.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Panta.Tracking.Tests.StoreTheoryDiscoverer", TestAssembly.Name)]
sealed class StoreTheoryAttribute : TheoryAttribute;

#pragma warning disable CA1812 // made by xunit, which looks for them by name
sealed class StoreFactDiscoverer(IMessageSink messages) : IXunitTestCaseDiscoverer
{
    public IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        Enum.GetValues<StoreKind>().Select(kind => new StoreTestCase(messages, discoveryOptions.MethodDisplayOrDefault(), testMethod, kind));
}

sealed class StoreTheoryDiscoverer(IMessageSink messages) : TheoryDiscoverer(messages)
{
    protected override IEnumerable<IXunitTestCase> CreateTestCasesForDataRow(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo theoryAttribute, object[] dataRow) =>
        Enum.GetValues<StoreKind>().Select(
            kind => new StoreTestCase(DiagnosticMessageSink, discoveryOptions.MethodDisplayOrDefault(), testMethod, kind, dataRow));
}
#pragma warning restore CA1812
