using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Panta.Learning.Persistence;

/// <summary>What a record is made of: its settable properties in order of declaration, and how an instance is made from them. Looked up once a type.</summary>
sealed class RecordShape
{
    static readonly ConcurrentDictionary<Type, RecordShape> Shapes = new();

    readonly ConstructorInfo? _constructor;

    RecordShape(Type type)
    {
        Type = type;
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.GetIndexParameters().Length == 0 && p.GetCustomAttribute<JsonIgnoreAttribute>() is null).ToArray();
        _constructor = type.GetConstructors()
            .Where(c => c.GetParameters().All(parameter => properties.Any(p => p.Name == parameter.Name)))
            .OrderByDescending(c => c.GetParameters().Length).FirstOrDefault();
        var parameters = _constructor?.GetParameters() ?? [];
        var kept = properties.Where(p => p.SetMethod is { IsPublic: true } || parameters.Any(parameter => parameter.Name == p.Name)).ToArray();
        var template = Template(type, parameters);
        var nullability = new NullabilityInfoContext();
        Members = [.. kept.Select(p => Describe(p, parameters.FirstOrDefault(parameter => parameter.Name == p.Name), template, nullability))];
    }

    public Type Type { get; }

    public ImmutableArray<Member> Members { get; }

    public static RecordShape Of(Type type) => Shapes.GetOrAdd(type, static t => new(t));

    public Member? Find(string name) => Members.FirstOrDefault(member => member.Name == name);

    /// <summary>An instance with the given values; members without one have their defaults.</summary>
    public object Create(IReadOnlyDictionary<Member, object?> values)
    {
        var parameters = _constructor?.GetParameters() ?? [];
        var arguments = new object?[parameters.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            var member = Members.First(m => m.Property.Name == parameters[i].Name);
            arguments[i] = values.TryGetValue(member, out var value) ? value : member.Default;
        }

        var instance = _constructor is null ? Activator.CreateInstance(Type)! : _constructor.Invoke(arguments);
        foreach (var (member, value) in values)
            if (!parameters.Any(parameter => parameter.Name == member.Property.Name))
                member.Property.SetValue(instance, value);
        return instance;
    }

    /// <summary>A copy of an instance with one member changed, as <c>with</c> makes it.</summary>
    public object With(object instance, Member changed, object? value) =>
        Create(Members.ToDictionary(member => member, member => member == changed ? value : member.Property.GetValue(instance)));

    static object? Template(Type type, ParameterInfo[] parameters)
    {
        if (type.IsAbstract) return null;
        if (parameters.Length == 0) return Activator.CreateInstance(type);

        // Defaults of properties beside those of the constructor: read off an instance that skipped it would miss initialisers, so the constructor runs on
        // empty values.
        return type.GetConstructors().First(c => c.GetParameters().Length == parameters.Length).Invoke([.. parameters.Select(Empty)]);
    }

    static object? Empty(ParameterInfo parameter) =>
        parameter.HasDefaultValue ? parameter.DefaultValue : EmptyOf(parameter.ParameterType);

    static object? EmptyOf(Type type)
    {
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>)) return type.GetField("Empty")!.GetValue(null);
        return type.IsValueType ? Activator.CreateInstance(type) : null;
    }

    static Member Describe(PropertyInfo property, ParameterInfo? parameter, object? template, NullabilityInfoContext nullability)
    {
        var optionalArray = parameter?.GetCustomAttribute<ParamCollectionAttribute>() is not null;
        var required =
            property.GetCustomAttribute<RequiredMemberAttribute>() is not null || (parameter is not null && !parameter.HasDefaultValue && !optionalArray);
        var nullable = property.PropertyType.IsValueType
            ? Nullable.GetUnderlyingType(property.PropertyType) is not null
            : nullability.Create(property).ReadState != NullabilityState.NotNull;
        return new(property, JsonNamingPolicy.CamelCase.ConvertName(property.Name), required, nullable, required ? null : property.GetValue(template));
    }

    /// <summary>One settable property.</summary>
    internal sealed record Member(PropertyInfo Property, string Name, bool IsRequired, bool IsNullable, object? Default)
    {
        public Type Type => Property.PropertyType;
    }
}
