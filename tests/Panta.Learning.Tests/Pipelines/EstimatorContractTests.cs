using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Panta.Data.Frames;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Persistence;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Tests.Pipelines;

/// <summary>What every estimator promises, held against every estimator there is: a new one is covered the moment it compiles.</summary>
public partial class EstimatorContractTests
{
    public static TheoryData<Type> Estimators => [.. ContractSample.Estimators];

    public static TheoryData<Type, string> Ranges
    {
        get
        {
            var ranges = new TheoryData<Type, string>();
            foreach (var type in ContractSample.Estimators)
                foreach (var property in type.GetProperties().Where(p => p.IsDefined(typeof(RangeAttribute)) || p.IsDefined(typeof(AllowedValuesAttribute))))
                    ranges.Add(type, property.Name);
            return ranges;
        }
    }

    [Theory]
    [MemberData(nameof(Estimators))]
    public void Fit_checks_the_schema_before_a_row_is_read(Type type)
    {
        var unread = new DataFrame(Schema.Empty, _ => throw new InvalidOperationException("a row was read"));
        if (ContractSample.Make(type) is Pipeline) return;

        Assert.ThrowsAny<ArgumentException>(() => ContractSample.Make(type).Fit(unread));
    }

    [Theory]
    [MemberData(nameof(Ranges))]
    public void A_parameter_out_of_range_constructs_and_is_named_by_fit_before_a_row_is_read(Type type, string parameter)
    {
        var unread = new DataFrame(ContractSample.Rows(1).Schema, _ => throw new InvalidOperationException("a row was read"));
        var property = type.GetProperty(parameter)!;
        var wrong = ContractSample.Make(type);
        property.SetValue(wrong, Below(property));

        var error = Assert.ThrowsAny<ArgumentException>(() => wrong.Fit(unread));

        Assert.Contains(parameter, error.Message);
        Assert.Contains(type.Name, error.Message);
    }

    [Theory]
    [MemberData(nameof(Estimators))]
    public void The_same_rows_give_the_same_model_and_change_nothing(Type type)
    {
        var (estimator, rows) = (ContractSample.Make(type), ContractSample.Rows(1));
        var before = RecordWriter.Write<IStage>(estimator)!.ToJsonString();

        var first = Form(estimator.Fit(rows));

        Assert.Equal(first, Form(estimator.Fit(rows)));
        Assert.Equal(before, RecordWriter.Write<IStage>(estimator)!.ToJsonString());
        AssertSame(ContractSample.Rows(1), rows, Enumerable.Range(0, rows.RowCount));
    }

    [Theory]
    [MemberData(nameof(Estimators))]
    public void Refitting_on_new_data_forgets_the_old(Type type)
    {
        var estimator = ContractSample.Make(type);
        estimator.Fit(ContractSample.Rows(1));

        var refitted = estimator.Fit(ContractSample.Rows(2));

        Assert.Equal(Form(ContractSample.Make(type).Fit(ContractSample.Rows(2))), Form(refitted));
    }

    [Theory]
    [MemberData(nameof(Estimators))]
    public void Batches_give_the_model_of_the_whole(Type type)
    {
        var rows = ContractSample.Rows(1);
        var batches = new DataFrame(rows.Schema, _ => Enumerable.Range(0, 4).Select(i => rows.Slice(i * 100, 100)));

        Assert.Equal(Form(ContractSample.Make(type).Fit(rows)), Form(ContractSample.Make(type).Fit(batches)));
    }

    [Theory]
    [MemberData(nameof(Estimators))]
    public void A_frame_is_read_in_one_pass(Type type)
    {
        if (ContractSample.Make(type) is Pipeline) return; // one pass for each of its estimators

        var (rows, passes) = (ContractSample.Rows(1), 0);
        ContractSample.Make(type).Fit(new DataFrame(rows.Schema, _ =>
        {
            passes++;
            return [rows];
        }));

        Assert.Equal(1, passes);
    }

    [Theory]
    [MemberData(nameof(Estimators))]
    public void The_output_schema_is_the_schema_of_the_output(Type type)
    {
        var (estimator, rows) = (ContractSample.Make(type), ContractSample.Rows(1));
        var model = estimator.Fit(rows);

        var output = model.Transform(rows).Schema;

        Assert.Equal(model.OutputSchema(rows.Schema), output);
        Assert.Equal(estimator.OutputSchema(rows.Schema).Fields.Select(field => (field.Name, field.Type)),
            output.Fields.Select(field => (field.Name, field.Type)));
    }

    [Theory]
    [MemberData(nameof(Estimators))]
    public void A_row_scores_the_same_alone_in_a_batch_and_shuffled(Type type)
    {
        var rows = ContractSample.Rows(1);
        var model = ContractSample.Make(type).Fit(rows);
        var shuffled = Enumerable.Range(0, rows.RowCount).ToArray();
        new Random(7).Shuffle(shuffled);

        var whole = model.Transform(rows);

        AssertSame(whole, model.Transform(rows.Take(shuffled)), shuffled);
        foreach (var row in shuffled.Take(20)) AssertSame(whole, model.Transform(rows.Slice(row, 1)), [row]);
    }

    [Theory]
    [MemberData(nameof(Estimators))]
    public void Strange_rows_score_or_are_refused_and_alone_as_together(Type type)
    {
        var model = ContractSample.Make(type).Fit(ContractSample.Rows(1));
        var rows = ContractSample.StrangeRows();

        var error = Record.Exception(() => model.Transform(rows));

        if (error is null) Assert.All(Enumerable.Range(0, rows.RowCount), row => AssertSame(model.Transform(rows), model.Transform(rows.Slice(row, 1)), [row]));
        else Assert.IsAssignableFrom<ArgumentException>(error);
    }

    [Theory]
    [MemberData(nameof(Estimators))]
    public void What_missing_values_mean_is_documented(Type type)
    {
        // What stands around other stages says what they say.
        if (type == typeof(Pipeline) || type.Namespace == "Panta.Learning.Tuning") return;

        var document = XDocument.Load(Path.ChangeExtension(type.Assembly.Location, ".xml"));
        var docs =
            document.Descendants("member").Where(member => ((string)member.Attribute("name")!).StartsWith($"T:{type.FullName}", StringComparison.Ordinal));

        Assert.Contains(docs, member => MissingValue().IsMatch(member.Value));
    }

    [Theory]
    [MemberData(nameof(Estimators))]
    public void A_saved_model_loads_with_the_same_bits(Type type)
    {
        var rows = ContractSample.Rows(1);
        var model = new PipelineModel(ContractSample.Make(type).Fit(rows));
        var folder = Path.Combine(Path.GetTempPath(), $"panta-contract-{Guid.NewGuid():N}");
        try
        {
            ModelFolder.Save(folder, model, Signature.Of(model, rows.Schema), new() { Created = DateTimeOffset.UnixEpoch });
            var loaded = ModelFolder.Load(folder).Model;

            Assert.Equal(Form(model), Form(loaded));
            AssertSame(model.Transform(rows), loaded.Transform(rows), Enumerable.Range(0, rows.RowCount));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(Estimators))]
    public void Its_text_form_reads_back_the_same(Type type)
    {
        var estimator = ContractSample.Make(type);

        var read = StageFormat.Read(StageFormat.ToYaml(estimator));

        Assert.Equal(StageFormat.ToJson(estimator, defaults: true), StageFormat.ToJson(read, defaults: true));
    }

    [Theory]
    [MemberData(nameof(Estimators))]
    public void A_cancelled_fit_ends(Type type)
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => ContractSample.Make(type).Fit(ContractSample.Rows(1), cancelled.Token));
    }

    [GeneratedRegex("null|NaN|missing", RegexOptions.IgnoreCase)]
    private static partial Regex MissingValue();

    static object Below(PropertyInfo property) => property.GetCustomAttribute<RangeAttribute>() is { } range
        ? Convert.ChangeType(Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture) - 1,
            Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType, CultureInfo.InvariantCulture)
        : "none of them";

    static string Form(ITransformer model) => RecordWriter.Write(model)!.ToJsonString();

    // Row i of the second is row rows[i] of the first, to the bit.
    static void AssertSame(Table expected, Table actual, IEnumerable<int> rows)
    {
        foreach (var name in actual.Schema.Names)
            foreach (var (i, row) in rows.Index())
                Assert.Equal(Bits(expected[name].Value(row)), Bits(actual[name].Value(i)));
    }

    static object? Bits(object? value) => value switch
    {
        double number => BitConverter.DoubleToInt64Bits(number),
        double[] vector => string.Join(",", vector.Select(BitConverter.DoubleToInt64Bits)),
        _ => value,
    };
}
